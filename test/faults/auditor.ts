import { verifyChain } from '@atlasnode/session-commands';
import type { Commit, Engine } from '@atlasnode/session-engine';
import { commitId, sessionStream, userStream, type RecordedEvent, type StreamName } from '@atlasnode/session-events';
import type { AcknowledgedSession, Load } from './acknowledged.js';

/** Everything found wrong, one sentence each. Nothing wrong: an empty list. */
export type Findings = readonly string[];

/** Compares what was acknowledged with the write model, the log and the audit trail of an engine at rest. */
export async function audit(load: Pick<Load, 'sessions' | 'epochs'>, engine: Engine): Promise<Findings> {
  const findings: string[] = [];
  const log = await readLog(engine, findings);
  for (const session of load.sessions.values()) findings.push(...(await auditSession(session, engine, log)));
  for (const [userId, epoch] of load.epochs) {
    const newest = await engine.commits.loadNewest(userStream(userId));
    if ((newest?.version ?? 0) < epoch) findings.push(`epoch ${epoch} of ${userId} was acknowledged and is lost`);
  }
  await auditStreams(engine, log, findings);
  return findings;
}

interface Log {
  readonly byId: ReadonlyMap<string, RecordedEvent>;
}

/** First occurrences by id. The same id with another hash, or a first occurrence out of order, is a finding. */
async function readLog(engine: Engine, findings: string[]): Promise<Log> {
  const byId = new Map<string, RecordedEvent>();
  const latest = new Map<StreamName, number>();
  for await (const { event } of engine.eventLog.readAll()) {
    const first = byId.get(event.id);
    if (first !== undefined) {
      if (first.hash !== event.hash) findings.push(`${event.id} is in the log with two hashes`);
      continue;
    }
    byId.set(event.id, event);
    if (event.version < (latest.get(event.stream) ?? 0)) findings.push(`${event.id} is in the log out of order`);
    latest.set(event.stream, event.version);
  }
  return { byId };
}

async function auditSession(session: AcknowledgedSession, engine: Engine, log: Log): Promise<Findings> {
  const commits = await engine.commits.readStream(sessionStream(session.sid));
  const newest = commits.at(-1);
  if (newest === undefined) return [`session ${session.sid} was acknowledged and is lost`];
  const events = commits.flatMap((commit) => commit.events);
  const findings: string[] = [];
  const generation = Math.max(...events.map((event) => ('session' in event.data ? event.data.session.generation : 0)));
  if (generation < session.generation)
    findings.push(`generation ${session.generation} of ${session.sid} was acknowledged and is lost`);
  const ends = events.filter((event) => event.type === 'SessionRevoked' || event.type === 'SessionExpired');
  if (ends.length > 1) findings.push(`${session.sid} ended ${ends.length} times`);
  if (session.endReason === 'security' && ends.length === 0)
    findings.push(`the end of ${session.sid} was acknowledged and is lost`);
  for (const event of events) if (!log.byId.has(event.id)) findings.push(`${event.id} is missing in the log`);
  return findings;
}

/** Every stream of the write model: chained, in the log, in the audit, and nothing pending. */
async function auditStreams(engine: Engine, log: Log, findings: string[]): Promise<void> {
  let after: StreamName | undefined;
  for (;;) {
    const page = await engine.commits.streams({ ...(after === undefined ? {} : { after }), limit: 500 });
    for (const newest of page) await auditStream(newest, engine, log, findings);
    after = page.at(-1)?.stream;
    if (after === undefined) return;
  }
}

async function auditStream(newest: Commit, engine: Engine, log: Log, findings: string[]): Promise<void> {
  const commits = await engine.commits.readStream(newest.stream);
  const events = commits.flatMap((commit) => commit.events);
  const verdict = verifyChain(newest.stream, events, newest.hash);
  if (!verdict.ok) findings.push(`the chain of ${newest.stream} is broken: ${JSON.stringify(verdict)}`);
  for (const commit of commits)
    if (commit.pendingSince !== undefined)
      findings.push(`${commitId(commit.stream, commit.version)} was never relayed`);
  for (const event of events) {
    const logged = log.byId.get(event.id);
    if (logged === undefined) findings.push(`${event.id} is missing in the log`);
    else if (logged.hash !== event.hash) findings.push(`${event.id} differs between write model and log`);
  }
  findings.push(...(await auditTrail(newest, events, engine)));
}

async function auditTrail(newest: Commit, events: readonly RecordedEvent[], engine: Engine): Promise<Findings> {
  const first = events[0];
  if (first === undefined || !('session' in first.data)) return [];
  const { sid } = first.data.session;
  const { items } = await engine.audit.timeline(sid, { limit: 1000 });
  const inTrail = new Map(items.map((event) => [event.id, event.hash]));
  const findings = events.flatMap((event) => {
    const hash = inTrail.get(event.id);
    if (hash === undefined) return [`${event.id} is missing in the audit`];
    return hash === event.hash ? [] : [`${event.id} differs between write model and audit`];
  });
  if (items.length !== events.length)
    findings.push(`the audit has ${items.length} events of ${newest.stream}, the write model ${events.length}`);
  return findings;
}
