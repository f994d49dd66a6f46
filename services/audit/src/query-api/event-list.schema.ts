import { toCloudEvent, type RecordedEvent } from '@atlasnode/session-events';
import type { Page } from '@atlasnode/session-engine';
import { z } from 'zod';

/** An event in the CloudEvents 1.0 form, as it is published. */
export const cloudEvent = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    time: z.string(),
    datacontenttype: z.literal('application/json'),
    sequence: z.string(),
    actortype: z.string(),
    actorid: z.string().exactOptional(),
    prevhash: z.string(),
    hash: z.string(),
    traceparent: z.string().exactOptional(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'CloudEvent' });

export const eventList = z
  .strictObject({ items: z.array(cloudEvent), next: z.string().exactOptional() })
  .meta({ id: 'AuditEventList' });
export type EventList = Omit<z.infer<typeof eventList>, 'items'> & {
  readonly items: ReadonlyArray<ReturnType<typeof toCloudEvent>>;
};

export function toEventList(page: Page<RecordedEvent>): EventList {
  return { items: page.items.map(toCloudEvent), ...(page.next === undefined ? {} : { next: page.next }) };
}
