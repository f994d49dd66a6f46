import type { CloudEvent } from '@atlasnode/session-events';

export interface SessionView {
  sid: string;
  userId: string;
  clientId: string;
  roles: string[];
  amr: string[];
  device: { label?: string; ip?: string; userAgent?: string };
  status: 'live' | 'revoked' | 'expired';
  createdAtMs: number;
  rotatedAtMs: number;
  lastActiveAtMs: number;
  idleDueAtMs: number;
  absoluteDueAtMs: number;
  endedAtMs?: number;
  endReason?: string;
  current?: boolean;
}
export type AuditSession = SessionView & { version: number };
export interface JobProgress {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  done: number;
  total: number;
  attempts: number;
  lastError?: string;
  updatedAtMs: number;
}
export type Propagation = 'acknowledged' | 'pending';

interface Ok<T> {
  content: { 'application/json': T };
}
interface Problems {
  content: { 'application/problem+json': { code: string; detail?: string } };
}
interface Get<T, Parameters = { path?: never; query?: never }> {
  get: { parameters: Parameters; responses: { 200: Ok<T>; default: Problems } };
}
interface Post<T, Body, Parameters = { path?: never; query?: never }> {
  post: {
    parameters: Parameters;
    requestBody: { content: { 'application/json': Body } };
    responses: { 200: Ok<T>; 202: Ok<T>; default: Problems };
  };
}
interface Why {
  reason?: string;
  note?: string;
}
type EpochRaised = { epoch: number; propagation: Propagation; jobId: string };

export interface SessionApiPaths {
  '/v1/me/sessions': Get<{ items: SessionView[] }>;
  '/v1/admin/jobs': Get<{ items: JobProgress[] }>;
  '/v1/admin/codes': Post<{ code: string; expiresAtMs: number }, { adminId: string }>;
  '/v1/sessions/{sid}/revoke': Post<{ sid: string; ended: boolean; propagation: Propagation }, Why, { path: { sid: string } }>;
  '/v1/users/{userId}/sessions/revoke': Post<EpochRaised, Why & { except?: string }, { path: { userId: string } }>;
  '/v1/sessions/revoke-all': Post<EpochRaised, Why & { except?: string }>;
}
export interface AuditPaths {
  '/v1/audit/sessions': Get<
    { items: AuditSession[]; next?: string; total: number },
    { query?: { live?: boolean; search?: string; userId?: string; after?: string; limit?: number } }
  >;
  '/v1/audit/sessions/{sid}/timeline': Get<{ items: CloudEvent[]; next?: string }, { path: { sid: string }; query?: { limit?: number } }>;
  '/v1/audit/events': Get<{ items: CloudEvent[]; next?: string }, { query?: { limit?: number } }>;
  '/v1/audit/lag': Get<{ behind: number }>;
}
