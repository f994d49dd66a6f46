import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '@atlasnode/session-engine';
import { isStreamName } from '@atlasnode/session-events';
import { allPages } from '@atlasnode/testkit';
import { openEmbeddedEngine } from './open-embedded-engine.js';

const ROUNDS = 6;
const built = new URL('../dist/index.js', import.meta.url);

/** Writes through every port as fast as it can and says what was acknowledged, a line each, before it goes on. */
const WRITER = `
  import { writeSync } from 'node:fs';
  const [, path, round] = process.argv;
  const { openEmbeddedEngine } = await import(${JSON.stringify(built.href)});
  const engine = await openEmbeddedEngine({ path });
  const acknowledge = (kind, id) => writeSync(1, kind + ' ' + id + '\\n');
  const event = (stream, version) => ({
    type: 'EverySessionRevoked', data: { epoch: version, reason: 'security' }, id: stream + '@' + String(version).padStart(10, '0') + '.0',
    stream, version, index: 0, atMs: Date.now(), actor: { type: 'system' }, prevHash: '0'.repeat(64), hash: 'a'.repeat(64),
  });
  const commit = (stream, version) => ({
    id: stream + '@' + String(version).padStart(10, '0'), stream, version, commandId: stream + version, atMs: 1, events: [event(stream, version)],
    state: { filler: 'x'.repeat(1_000) }, stateSchema: 1, hash: 'a'.repeat(64), pendingSince: 1,
  });
  writeSync(1, 'open now\\n');
  await Promise.all(Array.from({ length: 20 }, async (_, writer) => {
    const stream = 'user:' + round + '-' + writer;
    for (let version = 1; ; version += 1) {
      const next = commit(stream, version);
      await engine.commits.append(next);
      acknowledge('commit', next.id);
      await engine.eventLog.publish(next.events);
      acknowledge('event', next.events[0].id);
      await engine.audit.write(next.events);
      acknowledge('audited', next.events[0].id);
      const record = await engine.revocations.publish({ v: 1, kind: 'everyone', at: 1, epoch: version, reason: 'security', actor: { type: 'system' } });
      acknowledge('notice', record.position);
      if (version % 2 === 0) await engine.commits.clearPending([next.id]);
    }
  }));
`;

type Acknowledged = Readonly<Record<'commit' | 'event' | 'audited' | 'notice', ReadonlySet<string>>>;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lets a writer run for a random time, kills it, and answers what it had said by then. */
async function writeUntilKilled(path: string, round: number): Promise<Acknowledged> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, path, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child.stdout, 'data');
  setTimeout(() => child.kill('SIGKILL'), 20 + Math.random() * 400);
  await once(child, 'close');
  const acknowledged = {
    commit: new Set<string>(),
    event: new Set<string>(),
    audited: new Set<string>(),
    notice: new Set<string>(),
  };
  // The last line may be half a line.
  for (const line of said.split('\n').slice(0, -1)) {
    const [kind, id] = line.split(' ');
    if (id !== undefined && (kind === 'commit' || kind === 'event' || kind === 'audited' || kind === 'notice'))
      acknowledged[kind].add(id);
  }
  return acknowledged;
}

async function storedIn(engine: Engine): Promise<Acknowledged> {
  const event = new Set<string>();
  for await (const logged of engine.eventLog.readAll()) event.add(logged.event.id);
  const commit = new Set<string>();
  for (const { stream } of await engine.commits.streams({ limit: 10_000 })) {
    for (const { id } of await engine.commits.readStream(stream, { limit: 100_000 })) commit.add(id);
  }
  const records = (await engine.revocations.recordsSince(0, 1_000_000)) ?? [];
  const audited = await allPages(1_000, (page) => engine.audit.events({}, page));
  return {
    commit,
    event,
    audited: new Set(audited.map(({ id }) => id)),
    notice: new Set(records.map(({ position }) => String(position))),
  };
}

describe('a process killed while it writes', () => {
  it('leaves everything it had acknowledged, whole, each time', { timeout: 120_000 }, async () => {
    if (!existsSync(fileURLToPath(built))) throw new Error('the killed process runs the built package: npm run build');
    const path = join(folder, 'sessions.db');
    const all = {
      commit: new Set<string>(),
      event: new Set<string>(),
      audited: new Set<string>(),
      notice: new Set<string>(),
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const said = await writeUntilKilled(path, round);
      for (const kind of ['commit', 'event', 'audited', 'notice'] as const)
        for (const id of said[kind]) all[kind].add(id);
      const engine = await openEmbeddedEngine({ path });
      const stored = await storedIn(engine);
      for (const kind of ['commit', 'event', 'audited', 'notice'] as const) {
        const missing = [...all[kind]].filter((id) => !stored[kind].has(id));
        expect(missing, `${kind} of round ${round}`).toStrictEqual([]);
      }
      await expectUnbrokenStreams(engine);
      await expectNothingPendingForgotten(engine, stored.event);
      await engine.close();
    }
    expect(all.commit.size).toBeGreaterThan(ROUNDS);
  });
});

/** A torn write would leave a hole, or a commit that cannot be read. */
async function expectUnbrokenStreams(engine: Engine): Promise<void> {
  for (const { stream, version } of await engine.commits.streams({ limit: 10_000 })) {
    const versions = (await engine.commits.readStream(stream, { limit: 100_000 })).map((commit) => commit.version);
    expect(versions).toStrictEqual(Array.from({ length: version }, (_, index) => index + 1));
  }
}

/** What was not published is still to be relayed. */
async function expectNothingPendingForgotten(engine: Engine, published: ReadonlySet<string>): Promise<void> {
  const pending = new Set(
    (await engine.commits.pending({ pendingBeforeMs: 10, limit: 1_000_000 })).items.map(({ id }) => id),
  );
  for (const { id, stream } of await engine.commits.streams({ limit: 10_000 })) {
    expect(isStreamName(stream)).toBe(true);
    if (!published.has(`${id}.0`)) expect(pending).toContain(id);
  }
}
