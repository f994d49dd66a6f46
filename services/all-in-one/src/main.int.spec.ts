import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@atlasnode/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunFacts } from './data-folder/run-file.js';

/** Built: what a person starts. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** A cold start on a machine that is busy with the other specs. */
const PATIENCE_MS = 60_000;

class Copy {
  output = '';
  readonly exit: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(words: readonly string[]) {
    this.#child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.exit = once(this.#child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async ready(): Promise<this> {
    await eventually(() => {
      if (!this.output.includes('Stop with Ctrl-C') && this.running) throw new Error('not yet');
    }, PATIENCE_MS);
    expect(this.output).toContain('AtlasNode Sessions is running');
    return this;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.running) this.#child.kill(signal);
    return this.exit;
  }
}

const folders: string[] = [];
const copies: Copy[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'atlas-spec-'));
  folders.push(made);
  return made;
}

function start(...words: string[]): Copy {
  const copy = new Copy(words);
  copies.push(copy);
  return copy;
}

/** The line that a start which cannot succeed leaves, and its exit code. */
async function refused(
  ...words: string[]
): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  const copy = start(...words);
  return { code: await copy.exit, lines: copy.output.trimEnd().split('\n') };
}

function factsIn(data: string): RunFacts {
  return JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as RunFacts;
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

/** The first of five free ports in a row. */
async function freePort(): Promise<number> {
  for (;;) {
    const first = await listen(0);
    const { port } = first.address() as AddressInfo;
    const servers = [first];
    try {
      for (let next = port + 1; next < port + 5; next += 1) servers.push(await listen(next));
      return port;
    } catch {
      continue;
    } finally {
      await Promise.all(servers.map(closed));
    }
  }
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(url: string, bearer: string | undefined, body?: object | URLSearchParams): Promise<Answer> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined || body instanceof URLSearchParams ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function signInAdmin({ api, adminCode }: RunFacts): Promise<string> {
  const answer = await call(`${api}/v1/admin/sign-in`, undefined, { code: adminCode });
  expect(answer.status).toBe(201);
  return answer.body['accessToken'] as string;
}

beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('all-in-one is not built: npm run build');
});
afterEach(async () => {
  for (const copy of copies.splice(0)) await copy.stop('SIGKILL');
});
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

describe('npm start', { timeout: 2 * PATIENCE_MS }, () => {
  it('runs the whole life of a session, and a restart keeps it', async () => {
    const data = join(folder(), 'not', 'there', 'yet');
    const port = await freePort();
    const first = await start('--data', data, '--port', String(port)).ready();
    const facts = factsIn(data);
    expect(facts).toMatchObject({
      demo: `http://localhost:${port}`,
      console: `http://localhost:${port + 1}`,
      api: `http://127.0.0.1:${port + 2}`,
      push: `http://127.0.0.1:${port + 3}`,
      audit: `http://127.0.0.1:${port + 4}`,
    });
    for (const file of ['run.json', 'secrets.json', 'sessions.db', 'atlas.log'])
      expect(statSync(join(data, file)).mode & 0o777, file).toBe(0o600);
    for (const shown of [facts.demo, facts.console, facts.adminCode, data]) expect(first.output).toContain(shown);

    const { api, audit, serviceKey } = facts;
    const started = await call(`${api}/v1/sessions`, serviceKey, { userId: 'ana', roles: ['member'] });
    expect(started.status).toBe(201);
    const sid = started.body['sid'] as string;
    const token = new URLSearchParams({ token: started.body['accessToken'] as string });
    expect(await call(`${api}/v1/users/ana/sessions`, serviceKey)).toMatchObject({
      body: { items: [{ sid, status: 'live' }] },
    });
    expect(await call(`${api}/v1/introspect`, serviceKey, token)).toMatchObject({ body: { active: true, sid } });
    expect(await call(`${api}/v1/sessions/${sid}/revoke`, serviceKey, { reason: 'security' })).toMatchObject({
      status: 200,
      body: { ended: true, propagation: 'acknowledged' },
    });
    expect(await call(`${api}/v1/introspect`, serviceKey, token)).toEqual({ status: 200, body: { active: false } });

    const admin = await signInAdmin(facts);
    await eventually(async () => {
      expect(await call(`${audit}/v1/audit/sessions/${sid}`, admin)).toMatchObject({
        body: { status: 'revoked', endReason: 'security' },
      });
    });
    for (const address of [api, facts.push, audit])
      expect((await call(`${address}/health/ready`, undefined)).status, address).toBe(200);
    for (const page of [facts.demo, facts.console]) expect((await fetch(page)).status, page).toBe(200);

    expect(await first.stop()).toBe(0);
    expect(existsSync(join(data, 'run.json'))).toBe(false);

    await start('--data', data, '--port', String(port)).ready();
    const again = factsIn(data);
    expect(again.serviceKey).toBe(serviceKey);
    const adminAgain = await signInAdmin(again);
    expect(await call(`${audit}/v1/audit/sessions/${sid}`, adminAgain)).toMatchObject({ body: { status: 'revoked' } });
    expect(await call(`${audit}/v1/audit/verify`, adminAgain)).toMatchObject({ body: { ok: true, behind: 0 } });
    // A token of the run before is still of the same keys.
    expect(await call(`${audit}/v1/audit/lag`, admin)).toMatchObject({ status: 200 });
  });

  it('--fresh starts empty and leaves what is not ours', async () => {
    const data = folder();
    const port = String(await freePort());
    const first = await start('--data', data, '--port', port).ready();
    const before = factsIn(data);
    await call(`${before.api}/v1/sessions`, before.serviceKey, { userId: 'ana' });
    await first.stop();
    writeFileSync(join(data, 'notes.txt'), 'mine');
    await start('--data', data, '--port', port, '--fresh').ready();
    const after = factsIn(data);
    expect(after.serviceKey).not.toBe(before.serviceKey);
    expect((await call(`${after.api}/v1/users/ana/sessions`, after.serviceKey)).body['items']).toEqual([]);
    expect(readFileSync(join(data, 'notes.txt'), 'utf8')).toBe('mine');
  });
});

describe('a copy that runs', { timeout: 2 * PATIENCE_MS }, () => {
  let data: string;
  let port: string;
  let copy: Copy;
  beforeAll(async () => {
    data = folder();
    port = String(await freePort());
    copy = await new Copy(['--data', data, '--port', port, '--idle', '20s']).ready();
  }, PATIENCE_MS);
  afterAll(() => copy.stop('SIGKILL'));

  it('ends sessions by the idle time it was told, and the grace follows', async () => {
    const { api, serviceKey } = factsIn(data);
    const { status, body } = await call(`${api}/v1/sessions`, serviceKey, { userId: 'ivo' });
    expect(status).toBe(201);
    const session = body['session'] as { createdAtMs: number; idleDueAtMs: number };
    expect(session.idleDueAtMs - session.createdAtMs).toBe(20_000);
  });

  it('hands out another one-time code', async () => {
    const before = factsIn(data);
    const asking = await refused('--admin-code', '--data', data);
    expect(asking.code).toBe(0);
    const after = factsIn(data);
    expect(after.adminCode).not.toBe(before.adminCode);
    expect(asking.lines[0]).toBe(after.adminCode);
    await signInAdmin(after);
  });

  it('is not disturbed by a second one on its data, --fresh or not, which is told who has it', async () => {
    const facts = factsIn(data);
    for (const more of [[], ['--fresh']]) {
      const second = await refused('--data', data, '--port', String(await freePort()), ...more);
      expect(second.code).toBe(1);
      expect(second.lines).toEqual([expect.stringContaining(`pid ${facts.pid}`)]);
    }
    expect(factsIn(data)).toEqual(facts);
    expect((await call(`${facts.api}/v1/users/ana/sessions`, facts.serviceKey)).status).toBe(200);
  });

  it('goes on after kill -9 with the same data, as if nothing had been', async () => {
    const { api, serviceKey } = factsIn(data);
    expect((await call(`${api}/v1/sessions`, serviceKey, { userId: 'kim' })).status).toBe(201);
    await copy.stop('SIGKILL');
    copy = await new Copy(['--data', data, '--port', port]).ready();
    expect((await call(`${api}/v1/users/kim/sessions`, serviceKey)).body['items']).toHaveLength(1);
  });
});

describe('what keeps it from starting is said in one line, and leaves nothing', { timeout: PATIENCE_MS }, () => {
  it('a port in use', async () => {
    const port = await freePort();
    const taken = await listen(port + 3);
    const data = join(folder(), 'data');
    const { code, lines } = await refused('--data', data, '--port', String(port));
    await closed(taken);
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^Port ${port + 3} \\(push\\) is in use.*--port N`))]);
    expect(existsSync(data)).toBe(false);
  });

  it('a folder that cannot be written', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    const { code, lines } = await refused('--data', join(file, 'data'), '--port', String(await freePort()));
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^Cannot write to .*--data DIR/)]);
  });

  it('a database that is not ours, which --fresh leaves alone', async () => {
    const data = folder();
    const foreign = 'x'.repeat(4_096);
    writeFileSync(join(data, 'sessions.db'), foreign);
    const { code, lines } = await refused('--data', data, '--port', String(await freePort()), '--fresh');
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining('leaves it alone')]);
    expect(readFileSync(join(data, 'sessions.db'), 'utf8')).toBe(foreign);
  });

  it('a database whose secrets are gone', async () => {
    const data = folder();
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'sessions.db'), '');
    const { code, lines } = await refused('--data', data, '--port', String(await freePort()));
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/secrets\.json is gone.*--fresh/)]);
    expect(readdirSync(data)).toEqual(['sessions.db']);
  });

  it.each([
    [['--colour'], /--colour.*--help/],
    [['--port', 'many'], /^--port expects/],
    [['--idle', '60'], /^--idle expects/],
  ])('%j', async (words, line) => {
    const { code, lines } = await refused(...words);
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(line)]);
  });

  it('--admin-code where nothing runs', async () => {
    const { code, lines } = await refused('--admin-code', '--data', folder());
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^Nothing is running on the data in/)]);
  });

  it('--help is no failure', async () => {
    const { code, lines } = await refused('--help');
    expect(code).toBe(0);
    expect(lines.join('\n')).toContain('npm start -- --fresh');
  });
});
