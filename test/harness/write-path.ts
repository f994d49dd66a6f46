import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { createSessionCommands, type SessionCommands, type StartRequest } from '@atlasnode/session-commands';
import { DEFAULT_POLICY, type Policy } from '@atlasnode/session-domain';
import type { Commit, Engine } from '@atlasnode/session-engine';
import {
  sessionStream,
  type RecordedEvent,
  type RevocationRecord,
  type SessionSummary,
} from '@atlasnode/session-events';
import { manualClock, type ManualClock } from '@atlasnode/testkit';

export const CLOCK_SKEW_MS = 1_000;

/** One process that writes: its commands, and what it was told. */
export interface Writer {
  readonly commands: SessionCommands;
  /** What its own view was given, in order. */
  readonly applied: readonly RevocationRecord[];
  readonly faults: readonly unknown[];
}

export interface WriterOptions {
  readonly nowMs: () => number;
  readonly policyOf?: (clientId: string) => Policy;
  readonly mintingKid?: () => string;
}

export function openWriter(engine: Engine, { nowMs, policyOf, mintingKid = () => 'k1' }: WriterOptions): Writer {
  const applied: RevocationRecord[] = [];
  const faults: unknown[] = [];
  const commands = createSessionCommands({
    engine,
    nowMs,
    clockSkewMs: CLOCK_SKEW_MS,
    mintingKid,
    applyNotice: (record) => applied.push(record),
    onRelayFault: (error) => faults.push(error),
    ...(policyOf && { policyOf }),
  });
  return { commands, applied, faults };
}

export interface WritePath extends Writer {
  readonly engine: Engine;
  readonly clock: ManualClock;
}

export async function openWritePath(options: Partial<WriterOptions> = {}): Promise<WritePath> {
  const clock = manualClock();
  const engine = await openEmbeddedEngine({ path: ':memory:', nowMs: clock.nowMs });
  return { engine, clock, ...openWriter(engine, { nowMs: clock.nowMs, ...options }) };
}

export function startRequest(userId: string, overrides: Partial<StartRequest> = {}): StartRequest {
  return {
    userId,
    clientId: 'demo',
    audience: ['demo'],
    roles: ['member'],
    amr: ['pwd'],
    device: { label: 'Firefox', ip: '192.0.2.7', userAgent: 'Mozilla/5.0' },
    policy: DEFAULT_POLICY,
    actor: { type: 'service', id: 'demo' },
    ...overrides,
  };
}

/** @throws where the start is refused: for tests that are about something else */
export async function started(
  commands: SessionCommands,
  userId: string,
  overrides: Partial<StartRequest> = {},
): Promise<SessionSummary> {
  const outcome = await commands.start(startRequest(userId, overrides));
  if (!outcome.ok) throw new Error(`the start was refused: ${outcome.refusal.code}`);
  return outcome.value.session;
}

export function refreshRequest(
  session: SessionSummary,
  more: { readonly generation?: number; readonly active?: boolean; readonly policy?: Policy } = {},
) {
  const { generation = session.generation, active = false, policy = DEFAULT_POLICY } = more;
  return { sid: session.sid, presentedGeneration: generation, active, isAuthentic: () => true, policyOf: () => policy };
}

export async function loggedEvents(engine: Engine): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const { event } of engine.eventLog.readAll()) events.push(event);
  return events;
}

export async function commitsOf(engine: Engine, sid: string): Promise<readonly Commit[]> {
  return engine.commits.readStream(sessionStream(sid));
}

export async function pendingIds(engine: Engine): Promise<readonly string[]> {
  const { items } = await engine.commits.pending({ pendingBeforeMs: Number.MAX_SAFE_INTEGER, limit: 10_000 });
  return items.map(({ id }) => id);
}

/** Every notice on the channel, oldest first. */
export async function noticesOn(engine: Engine): Promise<readonly RevocationRecord[]> {
  return (await engine.revocations.recordsSince(0, 10_000)) ?? [];
}
