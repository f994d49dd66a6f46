import { fromCloudEvent, partitionKey, toCloudEvent, type RecordedEvent } from '@atlasnode/session-events';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

const PREFIX = 'ce_';

/** An event in the Kafka binding of CloudEvents, binary mode: attributes are headers `ce_*`, the value is `data` as JSON. */
export function toRecord(event: RecordedEvent): Message {
  const { data, datacontenttype, ...attributes } = toCloudEvent(event);
  const headers: Record<string, string> = { 'content-type': datacontenttype };
  for (const [name, value] of Object.entries(attributes)) headers[PREFIX + name] = value;
  // W3C Trace Context, where instrumentation of Kafka clients looks for it.
  if (attributes.traceparent !== undefined) headers['traceparent'] = attributes.traceparent;
  return { key: partitionKey(event), value: JSON.stringify(data), headers };
}

/** @throws TypeError where it is not an event of ours */
export function fromRecord({ value, headers = {} }: Pick<KafkaMessage, 'value' | 'headers'>): RecordedEvent {
  return fromCloudEvent({ ...attributesOf(headers), data: parseData(value) });
}

function attributesOf(headers: IHeaders): Readonly<Record<string, string>> {
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(PREFIX) && value !== undefined && !Array.isArray(value)
      ? [[name.slice(PREFIX.length), value.toString()] as const]
      : [],
  );
  return Object.fromEntries(attributes);
}

function parseData(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString() ?? '');
  } catch (error) {
    throw new TypeError('not a session event: its data is not JSON', { cause: error });
  }
}
