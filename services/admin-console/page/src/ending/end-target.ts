import { bodyOf, type ConsoleApi } from '../api/console-api.js';
import type { GivenReason, Propagation, SessionView } from '../api/contract.js';

export type EndTarget =
  | { readonly kind: 'session'; readonly session: SessionView }
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'everyone' };

/** What an administrator may give as the reason; the others are the service's own. */
export const ADMIN_REASONS = [
  'ended-by-admin',
  'security',
  'password-changed',
  'roles-changed',
  'account-disabled',
] as const satisfies readonly GivenReason[];
export type AdminReason = (typeof ADMIN_REASONS)[number];

export interface EndRequest {
  readonly target: EndTarget;
  readonly reason: AdminReason;
  readonly note: string;
  /** The session that is to stay. */
  readonly except?: string;
}

export interface EndResult {
  readonly target: EndTarget;
  readonly propagation: Propagation;
  /** False: it had ended before. */
  readonly ended: boolean;
  /** The job that records the end of each session. */
  readonly jobId?: string;
}

export async function requestEnd(api: ConsoleApi, request: EndRequest): Promise<EndResult> {
  const { target, reason, note, except } = request;
  const why = { reason, ...(note.trim() !== '' && { note: note.trim() }) };
  const whom = { ...why, ...(except !== undefined && { except }) };
  switch (target.kind) {
    case 'session': {
      const params = { path: { sid: target.session.sid } };
      const { ended, propagation } = await bodyOf(
        api.sessions.POST('/v1/sessions/{sid}/revoke', { params, body: why }),
      );
      return { target, ended, propagation };
    }
    case 'user': {
      const params = { path: { userId: target.userId } };
      const { propagation, jobId } = await bodyOf(
        api.sessions.POST('/v1/users/{userId}/sessions/revoke', { params, body: whom }),
      );
      return { target, ended: true, propagation, jobId };
    }
    case 'everyone': {
      const { propagation, jobId } = await bodyOf(api.sessions.POST('/v1/sessions/revoke-all', { body: whom }));
      return { target, ended: true, propagation, jobId };
    }
    default:
      return target satisfies never;
  }
}
