import type { HttpAnswer } from '../environment/environment.js';
import { readReason } from '../session-end.js';
import type { SessionFacts } from '../session-state.js';
import type { PushTicket, RouteOutcome } from './route-outcome.js';
import type { SessionTimes } from './session-times.js';

export interface SessionReport {
  readonly facts: SessionFacts;
  readonly times: SessionTimes;
  /** Whether the refresh took effect now; undefined where nothing was refreshed. */
  readonly rotated?: boolean;
}

/** What an answer's status and problem code say. Only a 401 says anything of the session: whatever else went wrong is not a reason to sign anybody out. */
export function readOutcome<Value>(answer: HttpAnswer, read: (body: Body) => Value | undefined): RouteOutcome<Value> {
  const body = asBody(answer.body);
  if (answer.status === 401) return readRefusal(body);
  const value = answer.status < 300 ? read(body) : undefined;
  if (value !== undefined) return { kind: 'ok', value };
  return { kind: 'unavailable', ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }) };
}

function readRefusal(body: Body): RouteOutcome<never> {
  switch (body['code']) {
    case 'SESSION_ENDED':
      return { kind: 'ended', reason: readReason(body['endReason']) };
    case 'REFRESH_REUSED':
      return { kind: 'ended', reason: 'refresh-reuse' };
    default:
      return { kind: 'expired' };
  }
}

export type Body = Readonly<Record<string, unknown>>;

function asBody(value: unknown): Body {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

export function readState(body: Body, nowMs: number): SessionReport | 'nobody' | undefined {
  return body['signedIn'] === false ? 'nobody' : readReport(body, nowMs);
}

export function readReport(body: Body, nowMs: number): SessionReport | undefined {
  const facts = readFacts(body);
  const times = readTimes(body, nowMs);
  if (facts === undefined || times === undefined) return undefined;
  return { facts, times, ...(typeof body['rotated'] === 'boolean' ? { rotated: body['rotated'] } : {}) };
}

function readFacts({ sid, userId, roles }: Body): SessionFacts | undefined {
  if (typeof sid !== 'string' || typeof userId !== 'string') return undefined;
  return { sid, userId, roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [] };
}

function readTimes(
  { accessTokenExpiresAtMs, refreshDueAtMs, idleDueAtMs }: Body,
  nowMs: number,
): SessionTimes | undefined {
  if (typeof accessTokenExpiresAtMs !== 'number') return undefined;
  return {
    expiresAtMs: accessTokenExpiresAtMs,
    ...(typeof refreshDueAtMs === 'number' ? { refreshDueAtMs } : {}),
    ...(typeof idleDueAtMs === 'number' ? { idleDueAtMs } : {}),
    saidAtMs: nowMs,
  };
}

export function readTicket(body: Body): PushTicket | undefined {
  const { ticket, pushUrl } = body;
  if (typeof ticket !== 'string') return undefined;
  return { ticket, ...(typeof pushUrl === 'string' ? { pushUrl } : {}) };
}
