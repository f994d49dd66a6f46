import { createHash } from 'node:crypto';
import {
  eventId,
  GENESIS_HASH,
  REALM_STREAM,
  sessionStream,
  userStream,
  type EventAttributes,
  type RecordedEvent,
  type SessionEvent,
  type SessionSummary,
  type StreamName,
} from '@atlasnode/session-events';
import { buildSession } from './session.builder.js';

/** A valid recorded event. Its hash is one, but chains nothing: that is the write path's work. */
export function buildEvent(event: SessionEvent, attributes: Partial<EventAttributes> = {}): RecordedEvent {
  const { stream = streamOf(event), version = 1, index = 0 } = attributes;
  const id = eventId(stream, version, index);
  return {
    ...event,
    id,
    stream,
    version,
    index,
    atMs: Date.now(),
    actor: { type: 'system' },
    prevHash: GENESIS_HASH,
    hash: createHash('sha256').update(id).digest('hex'),
    ...attributes,
  };
}

export function buildCreated(
  session: SessionSummary = buildSession(),
  attributes: Partial<EventAttributes> = {},
): RecordedEvent {
  return buildEvent(
    { type: 'SessionCreated', data: { session } },
    { atMs: session.createdAtMs, actor: { type: 'service', id: session.clientId }, ...attributes },
  );
}

export function buildRefreshed(session: SessionSummary, attributes: Partial<EventAttributes> = {}): RecordedEvent {
  const refreshed: SessionSummary = { ...session, generation: session.generation + 1 };
  return buildEvent(
    { type: 'SessionRefreshed', data: { session: refreshed, active: true } },
    { version: 2, actor: { type: 'user', id: session.userId }, ...attributes },
  );
}

export function buildRevoked(session: SessionSummary, attributes: Partial<EventAttributes> = {}): RecordedEvent {
  const atMs = attributes.atMs ?? Date.now();
  const revoked: SessionSummary = { ...session, status: 'revoked', endedAtMs: atMs, endReason: 'ended-by-admin' };
  return buildEvent(
    { type: 'SessionRevoked', data: { session: revoked, reason: 'ended-by-admin', through: 'command' } },
    { version: 2, atMs, actor: { type: 'admin', id: 'ada' }, ...attributes },
  );
}

export function buildReuse(session: SessionSummary, attributes: Partial<EventAttributes> = {}): RecordedEvent {
  const presentedBy = { label: 'curl', ip: '198.51.100.9', userAgent: 'curl/8' };
  return buildEvent(
    { type: 'RefreshReuseDetected', data: { session, kind: 'stale-lineage', presentedGeneration: 1, presentedBy } },
    { version: 2, actor: { type: 'policy' }, ...attributes },
  );
}

export function buildExpired(session: SessionSummary, attributes: Partial<EventAttributes> = {}): RecordedEvent {
  const atMs = attributes.atMs ?? Date.now();
  const expired: SessionSummary = { ...session, status: 'expired', endedAtMs: atMs, endReason: 'idle' };
  return buildEvent(
    { type: 'SessionExpired', data: { session: expired, cause: 'idle' } },
    { version: 2, atMs, actor: { type: 'policy' }, ...attributes },
  );
}

export function buildUserRevoked(
  userId: string,
  epoch: number,
  { exceptSid, ...attributes }: Partial<EventAttributes> & { readonly exceptSid?: string } = {},
): RecordedEvent {
  return buildEvent(
    {
      type: 'UserSessionsRevoked',
      data: { userId, epoch, reason: 'password-changed', ...(exceptSid === undefined ? {} : { exceptSid }) },
    },
    { version: epoch, actor: { type: 'user', id: userId }, ...attributes },
  );
}

export function buildEveryoneRevoked(
  epoch: number,
  { exceptSid, ...attributes }: Partial<EventAttributes> & { readonly exceptSid?: string } = {},
): RecordedEvent {
  return buildEvent(
    {
      type: 'EverySessionRevoked',
      data: { epoch, reason: 'security', ...(exceptSid === undefined ? {} : { exceptSid }) },
    },
    { version: epoch, actor: { type: 'admin', id: 'ada' }, ...attributes },
  );
}

function streamOf(event: SessionEvent): StreamName {
  switch (event.type) {
    case 'EverySessionRevoked':
      return REALM_STREAM;
    case 'UserSessionsRevoked':
      return userStream(event.data.userId);
    default:
      return sessionStream(event.data.session.sid);
  }
}
