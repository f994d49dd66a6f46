import type { ClientId, Device, SessionEvent, SessionSummary, Sid, UserId } from '@atlasnode/session-events';
import { accept, refuse, type Decision } from '../decision.js';
import type { EpochStates } from '../epoch-state.js';
import type { Policy } from '../policy.js';
import type { SessionState } from '../session-state.js';

export interface StartSession {
  readonly type: 'StartSession';
  readonly sid: Sid;
  readonly userId: UserId;
  readonly clientId: ClientId;
  readonly audience: readonly string[];
  readonly roles: readonly string[];
  readonly amr: readonly string[];
  readonly acr?: string;
  readonly authTimeMs?: number;
  /** With its digests. */
  readonly device: Device;
  readonly policy: Policy;
  readonly epochs: EpochStates;
  /** The epochs that the caller read before it checked the password. */
  readonly handedEpochs?: { readonly user: number; readonly realm: number };
  /** How many live sessions the user has; only looked at where the policy has a limit and rejects. */
  readonly liveSessions: number;
  readonly nowMs: number;
}

export interface StartReply {
  readonly kind: 'started';
  readonly session: SessionSummary;
}

export function startSession(state: SessionState, command: StartSession): Decision<SessionEvent, StartReply> {
  // Only ids that were derived from an idempotency key can meet an existing stream.
  if (state.status !== 'none') return refuse({ code: 'IDEMPOTENCY_KEY_REUSED' });
  if (isOvertaken(command)) return refuse({ code: 'SIGN_IN_OVERTAKEN' });
  const { maxSessionsPerUser, onLimit } = command.policy;
  if (onLimit === 'reject' && maxSessionsPerUser !== undefined && command.liveSessions >= maxSessionsPerUser) {
    return refuse({ code: 'SESSION_LIMIT_REACHED', limit: maxSessionsPerUser });
  }
  const session = newSession(command);
  return accept([{ type: 'SessionCreated', data: { session } }], { kind: 'started', session });
}

/** Everything was ended while the password was being checked: by a change of that password, for one. */
function isOvertaken({ handedEpochs, epochs }: StartSession): boolean {
  return (
    handedEpochs !== undefined && (handedEpochs.user < epochs.user.epoch || handedEpochs.realm < epochs.realm.epoch)
  );
}

function newSession(command: StartSession): SessionSummary {
  const { sid, userId, clientId, acr, device, policy, epochs, nowMs } = command;
  return {
    sid,
    userId,
    clientId,
    audience: [...command.audience],
    roles: [...command.roles],
    amr: [...command.amr],
    ...(acr === undefined ? {} : { acr }),
    authTimeMs: command.authTimeMs ?? nowMs,
    device,
    status: 'active',
    createdAtMs: nowMs,
    rotatedAtMs: nowMs,
    lastActiveAtMs: nowMs,
    generation: 1,
    idleDueAtMs: nowMs + policy.idleTimeoutMs,
    absoluteDueAtMs: nowMs + policy.absoluteLifetimeMs,
    userEpoch: epochs.user.epoch,
    realmEpoch: epochs.realm.epoch,
  };
}
