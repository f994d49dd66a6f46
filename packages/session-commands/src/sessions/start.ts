import { randomBytes } from 'node:crypto';
import {
  startSession,
  type EpochStates,
  type Policy,
  type SessionState,
  type StartReply,
} from '@atlasnode/session-domain';
import type { SessionSecret } from '@atlasnode/session-engine';
import {
  sessionStream,
  type Actor,
  type ClientId,
  type Device,
  type Sid,
  type UserId,
} from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { loadEpochs } from '../epochs/load-epochs.js';
import { done, refused, type Outcome } from '../outcome.js';
import { SESSION_FOLD } from '../stream/stream-fold.js';
import { writeToStream, type StreamWrite } from '../stream/write-to-stream.js';
import { admit } from './admit.js';
import { withDigests } from './device-digests.js';
import { liveSessionsOf } from './live-sessions.js';
import { newSid, sidOfIdempotencyKey } from './new-sid.js';
import { repeatedStart } from './repeated-start.js';
import { secretOf } from './session-secret.js';
import type { StartedSession } from './started-session.js';

const SALT_BYTES = 32;

export interface StartRequest {
  readonly userId: UserId;
  readonly clientId: ClientId;
  readonly audience: readonly string[];
  readonly roles: readonly string[];
  readonly amr: readonly string[];
  readonly acr?: string | undefined;
  readonly authTimeMs?: number | undefined;
  /** Raw; the write path adds salt and digests. */
  readonly device: Device;
  readonly policy: Policy;
  readonly actor: Actor;
  /** As the caller read them before it checked the password. */
  readonly epochs?: { readonly user: number; readonly realm: number } | undefined;
  readonly idempotency?: { readonly key: string; readonly requestDigest: string } | undefined;
}

export async function start(context: CommandContext, request: StartRequest): Promise<Outcome<StartedSession>> {
  const { idempotency, clientId, policy } = request;
  const sid = idempotency === undefined ? newSid() : sidOfIdempotencyKey(clientId, idempotency.key);
  // 1. Load, decide, append.
  const written = await writeToStream(
    { commits: context.engine.commits, nowMs: context.nowMs, traceparent: context.traceparent },
    startWrite(context, request, sid),
  );
  if (!written.accepted) {
    const isRepeat = idempotency !== undefined && written.before.newest !== undefined;
    return isRepeat
      ? repeatedStart(context, { sid, policy, requestDigest: idempotency.requestDigest }, written.nowMs)
      : refused(written.refusal);
  }
  const { commit, reply, nowMs } = written;
  if (commit === undefined) throw new TypeError('a start was granted without a commit');
  // 2. Directory, second read. The commit is not cleared before that is done.
  const admission = admit(context, reply.session, policy);
  context.relay.take(commit, { follows: true, updatesDirectory: false, admission: () => admission });
  const refusal = await admission;
  // 3. Reply. No log and no channel is waited for.
  return refusal === undefined ? done({ session: reply.session, secret: secretOf(commit), nowMs }) : refused(refusal);
}

function startWrite(context: CommandContext, request: StartRequest, sid: Sid): StreamWrite<SessionState, StartReply> {
  const { userId, clientId, policy, acr, authTimeMs, idempotency } = request;
  const secret: SessionSecret = { salt: randomBytes(SALT_BYTES).toString('base64url'), kid: context.mintingKid() };
  const device = withDigests(request.device);
  return {
    stream: sessionStream(sid),
    fold: SESSION_FOLD,
    isNew: idempotency === undefined,
    propose: async ({ state }, nowMs) => {
      const epochs = await loadEpochs(context.engine.commits, userId);
      const decision = startSession(state, {
        type: 'StartSession',
        sid,
        userId,
        clientId,
        // Text from outside that is not well-formed could not be hashed (RFC 8785 §3.2.2.2).
        audience: request.audience.map((value) => value.toWellFormed()),
        roles: request.roles,
        amr: request.amr.map((value) => value.toWellFormed()),
        ...(acr === undefined ? {} : { acr: acr.toWellFormed() }),
        ...(authTimeMs === undefined ? {} : { authTimeMs }),
        device,
        policy,
        epochs,
        ...(request.epochs === undefined ? {} : { handedEpochs: request.epochs }),
        liveSessions: await countIfLimited(context, request, epochs, nowMs),
        nowMs,
      });
      return decision.accepted
        ? { decision, actor: request.actor, secret, requestDigest: idempotency?.requestDigest }
        : decision;
    },
  };
}

/** Only a policy that rejects asks before the append; one that evicts has its say after it. */
async function countIfLimited(
  context: CommandContext,
  { userId, policy }: StartRequest,
  epochs: EpochStates,
  nowMs: number,
): Promise<number> {
  if (policy.maxSessionsPerUser === undefined || policy.onLimit !== 'reject') return 0;
  return (await liveSessionsOf(context, userId, epochs, nowMs)).length;
}
