import type {
  ActorType,
  EndReason,
  RecordedEvent,
  SessionEventType,
  SessionSummary,
  Sid,
  UserId,
} from '@atlasnode/session-events';
import type { Page, PageRequest } from './page.js';

export interface AuditEventFilter {
  readonly userId?: UserId;
  readonly sid?: Sid;
  readonly type?: SessionEventType;
  readonly actorType?: ActorType;
  readonly actorId?: string;
  /** The device's address as it was recorded; of a detected reuse, that of the device that presented the token. */
  readonly ip?: string;
  /** From this instant on. */
  readonly fromMs?: number;
  /** Before this instant. */
  readonly toMs?: number;
}

export interface AuditSessionFilter {
  /** Only sessions that are *live* at this instant: active, not due, and not below the epoch of their user or of the realm. */
  readonly liveAtMs?: number;
  readonly userId?: UserId;
  /** Case-insensitive part of the user id, the device's label, address or user agent, or a whole sid. */
  readonly search?: string;
}

export interface AuditSession {
  readonly session: SessionSummary;
  /** Version of the commit it was taken from. */
  readonly version: number;
}

export interface AuditCount {
  /** The hour (`2026-11-23T13:00:00.000Z`), the event type, or the end reason (of SessionRevoked and SessionExpired: each ended session once). */
  readonly key: string;
  readonly count: number;
}

export interface AuditCountRequest {
  readonly by: 'hour' | 'type' | 'reason';
  readonly fromMs: number;
  readonly toMs: number;
}

export interface AuditWrite {
  /** Ids that are stored with another hash than the event just handed over: the stored one stays, and somebody should look. Empty in every honest run. */
  readonly conflicts: readonly string[];
}

/** What the audit trail keeps: every event once, and each session as its latest event left it. */
export interface AuditStore {
  /** Stores events by id and sessions by (version, index), in any order, any number of times. Durable when it resolves; half a batch may be stored after an error: write it again. */
  write(events: readonly RecordedEvent[]): Promise<AuditWrite>;

  /** Newest first. Paging is stable: events written meanwhile do not shift a page. */
  events(filter: AuditEventFilter, page: PageRequest): Promise<Page<RecordedEvent>>;

  /** One stream's events of a session in order, oldest first, with those of its user's and the realm's epochs left out. */
  timeline(sid: Sid, page: PageRequest): Promise<Page<RecordedEvent>>;

  /** Latest started first. */
  sessions(filter: AuditSessionFilter, page: PageRequest): Promise<Page<AuditSession>>;

  countSessions(filter: AuditSessionFilter): Promise<number>;

  session(sid: Sid): Promise<AuditSession | undefined>;

  /** Counted from the stored events, so that repeats count once. */
  counts(request: AuditCountRequest): Promise<readonly AuditCount[]>;
}

/** Reasons as `counts` by reason names them. */
export type AuditReason = EndReason;
