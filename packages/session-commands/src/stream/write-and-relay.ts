import type { Commit } from '@atlasnode/session-engine';
import type { CommandContext } from '../command-context.js';
import type { RelayJob } from '../relay/relay-job.js';
import type { TakeOptions } from '../relay/relay.js';
import type { LoadedStream } from './load-stream.js';
import { writeToStream, type StreamWrite, type Written } from './write-to-stream.js';

export type Relayed<State, Reply> = Written<State, Reply> & { readonly job?: RelayJob };

type Take = Omit<TakeOptions, 'follows'>;
const EVERYTHING: Take = { updatesDirectory: true };

/** Writes, and hands what was written to the relay. Whoever needs the notice waits for it. */
export async function writeAndRelay<State, Reply>(
  context: CommandContext,
  write: StreamWrite<State, Reply>,
  takeOf: (commit: Commit, before: LoadedStream<State>) => Take = () => EVERYTHING,
): Promise<Relayed<State, Reply>> {
  const { commits } = context.engine;
  const written = await writeToStream({ commits, nowMs: context.nowMs, traceparent: context.traceparent }, write);
  if (!written.accepted || written.commit === undefined) return written;
  const { commit, before } = written;
  const follows = before.newest?.pendingSince === undefined;
  return { ...written, job: context.relay.take(commit, { ...takeOf(commit, before), follows }) };
}
