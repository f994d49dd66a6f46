import { recordedEvent, type RecordedEvent } from './recorded-event.js';
import { upcast } from './upcast.js';
import type { SessionEventType } from './session-event.js';

export const EVENT_SOURCE = 'urn:atlasnode:sessions';

const TYPE_NAMES: Readonly<Record<SessionEventType, string>> = {
  SessionCreated: 'com.atlasnode.session.created.v1',
  SessionRefreshed: 'com.atlasnode.session.refreshed.v1',
  SessionRevoked: 'com.atlasnode.session.revoked.v1',
  SessionExpired: 'com.atlasnode.session.expired.v1',
  RefreshReuseDetected: 'com.atlasnode.session.refresh-reuse-detected.v1',
  UserSessionsRevoked: 'com.atlasnode.user.sessions-revoked.v1',
  EverySessionRevoked: 'com.atlasnode.realm.every-session-revoked.v1',
};

/**
 * An event in the CloudEvents 1.0 form: context attributes (extension attributes are lower-case alphanumeric, CloudEvents §3.1)
 * and the data. `sequence` is `<version>.<index>`.
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly sequence: string;
  readonly actortype: string;
  readonly actorid?: string;
  readonly prevhash: string;
  readonly hash: string;
  readonly traceparent?: string;
  readonly data: RecordedEvent['data'];
}

export function toCloudEvent(event: RecordedEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: EVENT_SOURCE,
    type: TYPE_NAMES[event.type],
    subject: event.stream,
    time: new Date(event.atMs).toISOString(),
    datacontenttype: 'application/json',
    sequence: `${event.version}.${event.index}`,
    actortype: event.actor.type,
    ...(event.actor.id === undefined ? {} : { actorid: event.actor.id }),
    prevhash: event.prevHash,
    hash: event.hash,
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
    data: event.data,
  };
}

/** Reads an event of any released version. @throws TypeError where it is not one of ours. */
export function fromCloudEvent(cloudEvent: Readonly<Record<string, unknown>>): RecordedEvent {
  const { type, data } = upcast(String(cloudEvent['type']), cloudEvent['data']);
  const [version, index] = String(cloudEvent['sequence']).split('.').map(Number);
  const actorId = cloudEvent['actorid'];
  const traceparent = cloudEvent['traceparent'];
  const parsed = recordedEvent.safeParse({
    type: nameOf(type),
    data,
    id: cloudEvent['id'],
    stream: cloudEvent['subject'],
    version,
    index,
    atMs: Date.parse(String(cloudEvent['time'])),
    actor: { type: cloudEvent['actortype'], ...(actorId === undefined ? {} : { id: actorId }) },
    prevHash: cloudEvent['prevhash'],
    hash: cloudEvent['hash'],
    ...(traceparent === undefined ? {} : { traceparent }),
  });
  if (!parsed.success)
    throw new TypeError(
      `not a session event: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    );
  return parsed.data;
}

function nameOf(type: string): SessionEventType | undefined {
  return (Object.keys(TYPE_NAMES) as SessionEventType[]).find((name) => TYPE_NAMES[name] === type);
}
