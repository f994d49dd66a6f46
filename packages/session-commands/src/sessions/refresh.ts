import {
  dueAtMs,
  isDue,
  refreshSession,
  type Policy,
  type RefreshReply,
  type RefreshSession,
  type SessionState,
} from '@atlasnode/session-domain';
import type { SessionSecret } from '@atlasnode/session-engine';
import {
  sessionStream,
  type Actor,
  type ClientId,
  type Device,
  type RecordedEvent,
  type SessionSummary,
  type Sid,
} from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { loadEpochs } from '../epochs/load-epochs.js';
import { done, refused, type Outcome } from '../outcome.js';
import { lastEvent } from '../relay/notice-of.js';
import { NOTICE_DEADLINE_MS } from '../relay/publish-notice.js';
import { SESSION_FOLD } from '../stream/stream-fold.js';
import { writeAndRelay } from '../stream/write-and-relay.js';
import type { StreamWrite } from '../stream/write-to-stream.js';
import { within } from '../within.js';
import { changedDevice } from './device-digests.js';
import { expire } from './expire.js';
import { rotatedSecret, secretOf } from './session-secret.js';

const BY_POLICY: Actor = { type: 'policy' };

export interface RefreshRequest {
  readonly sid: Sid;
  readonly presentedGeneration: number;
  /** Checks the presented token against the session's secret: the inner MAC. The outer one has been checked before anything was read. */
  readonly isAuthentic: (secret: SessionSecret) => boolean;
  /** Did a person do something since the last refresh? */
  readonly active: boolean;
  /** Raw; the write path adds salt and digests. */
  readonly device?: Device | undefined;
  readonly policyOf: (clientId: ClientId) => Policy;
}

export interface RefreshedSession {
  readonly session: SessionSummary;
  readonly secret: SessionSecret;
  /** The instant before the loads: `iat` and `exp` count from it. */
  readonly nowMs: number;
  /** False: the present generation again, inside the grace. */
  readonly rotated: boolean;
}

export async function refresh(context: CommandContext, request: RefreshRequest): Promise<Outcome<RefreshedSession>> {
  const written = await writeAndRelay(context, refreshWrite(context, request), (commit, { state }) => ({
    updatesDirectory: !movesDueTimeAway(lastEvent(commit), state),
  }));
  if (!written.accepted) {
    if (isDueState(written.before.state, written.nowMs)) await expireNow(context, request.sid);
    return refused(written.refusal);
  }
  const { reply, nowMs, commit = written.before.newest } = written;
  if (reply.kind === 'reused') {
    await within(written.job?.notice ?? Promise.resolve(true), NOTICE_DEADLINE_MS, false);
    return refused(reply.refusal);
  }
  if (commit === undefined) throw new TypeError('a refresh was granted without a session');
  return done({ session: reply.session, secret: secretOf(commit), nowMs, rotated: reply.kind === 'rotated' });
}

function refreshWrite(context: CommandContext, request: RefreshRequest): StreamWrite<SessionState, RefreshReply> {
  return {
    stream: sessionStream(request.sid),
    fold: SESSION_FOLD,
    propose: async ({ newest, state }, nowMs) => {
      if (newest === undefined || state.status === 'none')
        return { accepted: false, refusal: { code: 'UNKNOWN_SESSION' } };
      const secret = secretOf(newest);
      // A token that is not authentic touches no stream and learns nothing of the session.
      if (!request.isAuthentic(secret)) return { accepted: false, refusal: { code: 'REFRESH_TOKEN_INVALID' } };
      const { userId } = state.session;
      const epochs = await loadEpochs(context.engine.commits, userId);
      const { clockSkewMs } = context;
      const decision = refreshSession(state, { ...presentation(request, state.session), clockSkewMs, epochs, nowMs });
      if (!decision.accepted) return decision;
      if (decision.reply.kind === 'reused') return { decision, actor: BY_POLICY, secret };
      return {
        decision,
        actor: { type: 'user', id: userId },
        secret: rotatedSecretIf(decision.reply, secret, context),
      };
    },
  };
}

/** What the request alone says. */
function presentation(
  { presentedGeneration, active, device: shown, policyOf }: RefreshRequest,
  { clientId, device: known }: SessionSummary,
): Omit<RefreshSession, 'clockSkewMs' | 'epochs' | 'nowMs'> {
  const device = changedDevice(known, shown);
  return {
    type: 'RefreshSession',
    presentedGeneration,
    active,
    ...(device && { device }),
    presentedBy: device ?? (shown === undefined ? {} : known),
    policy: policyOf(clientId),
  };
}

function rotatedSecretIf({ kind }: RefreshReply, secret: SessionSecret, context: CommandContext): SessionSecret {
  return kind === 'rotated' ? rotatedSecret(secret, context.mintingKid()) : secret;
}

/** What spares the directory a write with every refresh: what it says of the session stays true as long as the session is due no earlier. */
function movesDueTimeAway(event: RecordedEvent, before: SessionState): boolean {
  return (
    event.type === 'SessionRefreshed' &&
    before.status === 'active' &&
    dueAtMs(event.data.session) >= dueAtMs(before.session)
  );
}

function isDueState(state: SessionState, nowMs: number): boolean {
  return state.status === 'active' && isDue(state.session, nowMs);
}

/** The refusal stands either way; what fails here the sweep does. */
async function expireNow(context: CommandContext, sid: Sid): Promise<void> {
  try {
    await expire(context, sid);
  } catch (error) {
    context.onRelayFault(error);
  }
}
