import { randomUUID } from 'node:crypto';
import type { Commit } from '@atlasnode/session-engine';
import {
  commitId,
  REALM_STREAM,
  type RecordedEvent,
  type SessionEvent,
  type StreamName,
} from '@atlasnode/session-events';
import { buildEvent } from './event.builder.js';
import { buildSession } from './session.builder.js';

/** A valid commit of a stream, of one event unless told otherwise. */
export function buildCommit(stream: StreamName, version = 1, overrides: Partial<Commit> = {}): Commit {
  const [first, ...more] = overrides.events ?? [buildEventOf(stream, version)];
  return {
    id: commitId(stream, version),
    stream,
    version,
    commandId: randomUUID(),
    atMs: first.atMs,
    events: [first, ...more],
    state: { status: 'active', version },
    stateSchema: 1,
    hash: (more.at(-1) ?? first).hash,
    ...overrides,
  };
}

/** Commits 1 to n of a stream. */
export function buildCommits(stream: StreamName, count: number, overrides: Partial<Commit> = {}): readonly Commit[] {
  return Array.from({ length: count }, (_, index) => buildCommit(stream, index + 1, overrides));
}

function buildEventOf(stream: StreamName, version: number): RecordedEvent {
  return buildEvent(bareEventOf(stream, version), { stream, version });
}

function bareEventOf(stream: StreamName, version: number): SessionEvent {
  if (stream === REALM_STREAM) return { type: 'EverySessionRevoked', data: { epoch: version, reason: 'security' } };
  if (stream.startsWith('user:')) {
    const userId = decodeURIComponent(stream.slice('user:'.length));
    return { type: 'UserSessionsRevoked', data: { userId, epoch: version, reason: 'security' } };
  }
  const session = buildSession({ sid: stream.slice('session:'.length), generation: version });
  if (version === 1) return { type: 'SessionCreated', data: { session } };
  return { type: 'SessionRefreshed', data: { session, active: true } };
}
