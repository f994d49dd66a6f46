import type { Commit, Page, PageRequest } from '@atlasnode/session-engine';
import type { Sid, UserId } from '@atlasnode/session-events';
import type { SessionCommandsOptions, CommandContext } from './command-context.js';
import { raiseEpoch, type EpochRaised, type RaiseEpochRequest } from './epochs/raise-epoch.js';
import type { Outcome } from './outcome.js';
import { epochsOf, findSession, sessionsOf, type Epochs, type FoundSession } from './read/find-session.js';
import { createProgress } from './relay/progress.js';
import { createRelay } from './relay/relay.js';
import { sweep, SWEEP_AFTER_MS } from './relay/sweep.js';
import { admit } from './sessions/admit.js';
import { endOvertaken } from './sessions/end-overtaken.js';
import { expire, type Expiry } from './sessions/expire.js';
import { refresh, type RefreshedSession, type RefreshRequest } from './sessions/refresh.js';
import { startedIn } from './sessions/repeated-start.js';
import { revoke, type Ended, type RevokeRequest } from './sessions/revoke.js';
import { start, type StartRequest } from './sessions/start.js';
import type { StartedSession } from './sessions/started-session.js';

/** The one write path. Refusals are values; an `EngineError` or a `CommandError` is thrown. */
export interface SessionCommands {
  /** Waits for the session's directory entry and for nothing of the log or the channel. */
  start(request: StartRequest): Promise<Outcome<StartedSession>>;
  /** Waits for nothing but the append. */
  refresh(request: RefreshRequest): Promise<Outcome<RefreshedSession>>;
  /** Waits for the notice, at most 1.9 s: then it says `pending`. */
  revoke(request: RevokeRequest): Promise<Outcome<Ended>>;
  revokeUser(request: RaiseEpochRequest & { readonly userId: UserId }): Promise<Outcome<EpochRaised>>;
  revokeEveryone(request: RaiseEpochRequest): Promise<Outcome<EpochRaised>>;
  /** For the sweep of what may be due; `not-due` moves the directory's `checkAtMs` on. */
  expire(sid: Sid): Promise<Outcome<Expiry>>;
  /** For the job `end-overtaken`; whether this call ended the session. */
  endOvertaken(sid: Sid): Promise<Outcome<boolean>>;
  find(sid: Sid): Promise<FoundSession | undefined>;
  /** The live ones, by (createdAtMs, sid). */
  sessionsOf(userId: UserId, page: PageRequest): Promise<Page<FoundSession>>;
  epochsOf(userId: UserId): Promise<Epochs>;
  readonly relay: {
    /** Relays what has been pending for longer than `olderThanMs` (2 s by default). To be run by one process at a time. @returns how many commits were cleared */
    sweep(olderThanMs?: number): Promise<number>;
    /** Resolves when everything this process wrote is out, or left to the sweeper. */
    idle(): Promise<void>;
    /** The same, as the last thing before the engine closes. */
    close(): Promise<void>;
  };
}

export function createSessionCommands(options: SessionCommandsOptions): SessionCommands {
  const progress = createProgress();
  const relay = createRelay({ ...options, revocations: options.engine.revocations, progress });
  const context: CommandContext = { ...options, relay };
  const sweeping = {
    commits: options.engine.commits,
    relay,
    progress,
    nowMs: options.nowMs,
    admit: (commit: Commit) => {
      const session = startedIn(commit);
      return admit(context, session, options.policyOf?.(session.clientId));
    },
  };
  return {
    start: (request) => start(context, request),
    refresh: (request) => refresh(context, request),
    revoke: (request) => revoke(context, request),
    revokeUser: ({ userId, ...request }) => raiseEpoch(context, { type: 'user', userId }, request),
    revokeEveryone: (request) => raiseEpoch(context, { type: 'realm' }, request),
    expire: (sid) => expire(context, sid),
    endOvertaken: (sid) => endOvertaken(context, sid),
    find: (sid) => findSession(context, sid),
    sessionsOf: (userId, page) => sessionsOf(context, userId, page),
    epochsOf: (userId) => epochsOf(context, userId),
    relay: {
      sweep: (olderThanMs = SWEEP_AFTER_MS) => sweep(sweeping, olderThanMs),
      idle: () => relay.idle(),
      close: () => relay.idle(),
    },
  };
}
