import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Accepted, Refused } from '@atlasnode/session-domain';
import type { Commit, CommitStore, SessionSecret } from '@atlasnode/session-engine';
import { commitId, type Actor, type SessionEvent, type StreamName } from '@atlasnode/session-events';
import { CommandError } from '../command-error.js';
import { chainEvents } from '../hash-chain/chain-events.js';
import { appendCommit } from './append-commit.js';
import { loadStream, type LoadedStream } from './load-stream.js';
import type { StreamFold } from './stream-fold.js';

/** What a decision is written down with. */
export interface Attributed<Reply> {
  readonly decision: Accepted<SessionEvent, Reply>;
  readonly actor: Actor;
  readonly secret?: SessionSecret | undefined;
  readonly requestDigest?: string | undefined;
}

export interface StreamWrite<State, Reply> {
  readonly stream: StreamName;
  readonly fold: StreamFold<State>;
  /** True for an id that was just drawn: there is nothing to load. */
  readonly isNew?: boolean;
  /** Decides on what was loaded; `nowMs` was taken before. Called again from the start after a conflict. */
  propose(before: LoadedStream<State>, nowMs: number): Promise<Attributed<Reply> | Refused>;
}

export type Written<State, Reply> =
  | {
      readonly accepted: true;
      readonly reply: Reply;
      readonly before: LoadedStream<State>;
      readonly commit: Commit | undefined;
      readonly nowMs: number;
    }
  | (Refused & { readonly before: LoadedStream<State>; readonly nowMs: number });

interface WriteContext {
  readonly commits: CommitStore;
  readonly nowMs: () => number;
  readonly traceparent: (() => string | undefined) | undefined;
}

const ATTEMPTS = 8;
/** From here on a conflict is answered with a pause of random length: many writers of one stream would else keep colliding in step. */
const PAUSE_FROM_ATTEMPT = 2;

/** The steps of every change, and the only place that appends. */
export async function writeToStream<State, Reply>(
  { commits, nowMs, traceparent }: WriteContext,
  write: StreamWrite<State, Reply>,
): Promise<Written<State, Reply>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // 1. One instant, before anything is read: tokens count from it.
    const atMs = nowMs();
    // 2. Load the stream.
    const before =
      write.isNew === true
        ? { newest: undefined, state: write.fold.initial }
        : await loadStream(commits, write.stream, write.fold);
    // 3. Decide.
    const proposal = await write.propose(before, atMs);
    if ('refusal' in proposal) return { ...proposal, before, nowMs: atMs };
    const { reply } = proposal.decision;
    // 4. Chain the events into a commit. Where nothing happened there is none.
    const commit = commitOf(write, before, proposal, { atMs, traceparent: traceparent?.() });
    // 5. Append at the next version. The relay follows in the caller.
    if (commit === undefined || (await appendCommit(commits, commit)))
      return { accepted: true, reply, before, commit, nowMs: atMs };
    if (attempt >= PAUSE_FROM_ATTEMPT) await sleep(Math.random() * 2 ** attempt);
  }
  throw new CommandError('CONFLICT', `other commands on ${write.stream} were faster ${ATTEMPTS} times`);
}

function commitOf<State, Reply>(
  { stream, fold }: StreamWrite<State, Reply>,
  before: LoadedStream<State>,
  { decision, actor, secret, requestDigest }: Attributed<Reply>,
  { atMs, traceparent }: { readonly atMs: number; readonly traceparent: string | undefined },
): Commit | undefined {
  const [first, ...rest] = decision.events;
  if (first === undefined) return undefined;
  const { version, prevHash } = placeAfter(before.newest);
  const events = chainEvents([first, ...rest], { stream, version, atMs, actor, prevHash, traceparent });
  return {
    id: commitId(stream, version),
    stream,
    version,
    commandId: randomUUID(),
    ...(requestDigest === undefined ? {} : { requestDigest }),
    atMs,
    events,
    state: decision.events.reduce((state, event) => fold.evolve(state, event), before.state),
    stateSchema: fold.stateSchema,
    ...(secret === undefined ? {} : { secret }),
    hash: events.at(-1)?.hash ?? events[0].hash,
    pendingSince: atMs,
  };
}

function placeAfter(newest: Commit | undefined): { readonly version: number; readonly prevHash?: string } {
  return newest === undefined ? { version: 1 } : { version: newest.version + 1, prevHash: newest.hash };
}
