import type { Actor, EndReason, RecordedEvent, SessionEventType } from '@atlasnode/session-events';
import type { DeviceFacts } from '../sessions/device-label.js';

/** What the feed shows of an event. */
export interface FeedEntry {
  readonly id: string;
  readonly type: SessionEventType;
  readonly atMs: number;
  readonly actor: Actor;
  /** undefined: everyone. */
  readonly userId?: string;
  readonly device?: DeviceFacts;
  readonly ip?: string | undefined;
  readonly reason?: EndReason;
  readonly note?: string | undefined;
}

export function feedEntry(event: RecordedEvent): FeedEntry {
  const { id, type, atMs, actor } = event;
  return { id, type, atMs, actor, ...factsOf(event) };
}

function factsOf(event: RecordedEvent): Partial<FeedEntry> {
  switch (event.type) {
    case 'EverySessionRevoked':
      return { reason: event.data.reason, note: event.data.note };
    case 'UserSessionsRevoked':
      return { userId: event.data.userId, reason: event.data.reason, note: event.data.note };
    case 'SessionRevoked':
      return { ...ofSession(event.data), reason: event.data.reason, note: event.data.note };
    case 'SessionExpired':
      return { ...ofSession(event.data), reason: event.data.cause };
    case 'SessionCreated':
    case 'SessionRefreshed':
    case 'RefreshReuseDetected':
      return ofSession(event.data);
    default:
      return event satisfies never;
  }
}

function ofSession({ session }: Extract<RecordedEvent, { data: { session: unknown } }>['data']): Partial<FeedEntry> {
  return { userId: session.userId, device: session.device, ip: session.device.ip };
}

const MOST_KEPT = 200;

/** The newest first, each once, bounded. */
export function mergeEntries(known: readonly FeedEntry[], arrived: readonly FeedEntry[]): readonly FeedEntry[] {
  const byId = new Map([...known, ...arrived].map((entry) => [entry.id, entry]));
  return [...byId.values()].toSorted((a, b) => b.atMs - a.atMs || compare(b.id, a.id)).slice(0, MOST_KEPT);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
