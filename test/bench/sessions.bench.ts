import { ChildServer } from './measure/child-server.js';
import { HttpCaller, workFor, type HttpAnswer } from './measure/http-caller.js';
import { cpuSecondsOf, writeReport, type Row } from './measure/report.js';
import { median, rounded } from './measure/statistics.js';
import type { AtlasFacts, PlainFacts } from './servers/facts.js';

const CALLERS = 32;
const ROUNDS = 4;
const ROUND_MS = 4_000;
const WARM_UP_MS = 3_000;
/** Of CPU time of the server; the number the design aims at. */
const REFRESHES_A_CPU_SECOND = 5_500;

interface Contender {
  create(caller: number): Promise<void>;
  /** Of the session the caller has created last; durable, and in ours a rotation. */
  refresh(caller: number): Promise<void>;
}

interface Rates {
  readonly aSecond: number[];
  readonly aCpuSecond: number[];
}

/** Sessions created and refreshed over HTTP, each durable before its answer, beside better-auth in the same run. */
export async function run(): Promise<void> {
  const atlas = await ChildServer.start<AtlasFacts>('atlas-server');
  const other = await ChildServer.start<PlainFacts>('better-auth-server');
  const callers = [new HttpCaller(atlas.facts.apiUrl, CALLERS), new HttpCaller(other.facts.url, CALLERS)] as const;
  try {
    const ours = { contender: atlasContender(callers[0], atlas.facts.serviceKey), pid: atlas.pid };
    const theirs = { contender: betterAuthContender(callers[1], other.facts.url), pid: other.pid };
    const rates = { ours: { create: none(), refresh: none() }, theirs: { create: none(), refresh: none() } };
    for (const { contender } of [ours, theirs]) {
      await workFor(WARM_UP_MS, CALLERS, contender.create);
      await workFor(WARM_UP_MS, CALLERS, contender.refresh);
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const kind of ['create', 'refresh'] as const) {
        await measure(ours, kind, rates.ours[kind]);
        await measure(theirs, kind, rates.theirs[kind]);
      }
    }
    writeReport({
      name: 'sessions',
      how: `${CALLERS} callers over HTTP. Ours: session-api with hash chain, durable append, event log and audit projector in the process that is counted, every refresh a rotation. better-auth: anonymous sign-in, and get-session with updateAge 0, which writes the session again without rotating. Both on SQLite, WAL, synchronous FULL. Median of ${ROUNDS} interleaved rounds of ${ROUND_MS / 1000} s.`,
      sizes: { callers: CALLERS, rounds: ROUNDS },
      rows: [
        ...rows('sessions created', rates.ours.create, rates.theirs.create),
        ...rows('refreshes', rates.ours.refresh, rates.theirs.refresh, REFRESHES_A_CPU_SECOND),
      ],
    });
  } finally {
    for (const caller of callers) caller.close();
    await Promise.all([atlas.stop(), other.stop()]);
  }
}

async function measure(
  { contender, pid }: { readonly contender: Contender; readonly pid: number },
  kind: 'create' | 'refresh',
  rates: Rates,
): Promise<void> {
  const cpuBefore = cpuSecondsOf(pid);
  const { done, seconds } = await workFor(ROUND_MS, CALLERS, (caller) => contender[kind](caller));
  rates.aSecond.push(done / seconds);
  rates.aCpuSecond.push(done / (cpuSecondsOf(pid) - cpuBefore));
}

function rows(what: string, ours: Rates, theirs: Rates, aim?: number): readonly Row[] {
  return (['aSecond', 'aCpuSecond'] as const).map((per) => {
    const [our, their] = [median(ours[per]), median(theirs[per])];
    return {
      measured: `${what} ${per === 'aSecond' ? 'a second' : 'a CPU-second of the server'}`,
      ours: Math.round(our),
      compared: { name: 'better-auth', value: Math.round(their) },
      ratio: rounded(our / their, 1),
      ...(aim === undefined || per === 'aSecond' ? {} : { target: { wanted: `≥ ${aim}`, met: our >= aim } }),
    };
  });
}

function none(): Rates {
  return { aSecond: [], aCpuSecond: [] };
}

function atlasContender(caller: HttpCaller, serviceKey: string): Contender {
  const latest = new Map<number, string>();
  const headers = { authorization: `Bearer ${serviceKey}` };
  let created = 0;
  const remember = (by: number, answer: HttpAnswer, expected: number): void => {
    if (answer.status !== expected) throw new Error(`session-api answered ${answer.status}: ${answer.body}`);
    const tokens = JSON.parse(answer.body) as { readonly refreshToken: string; readonly rotated?: boolean };
    if (expected === 200 && tokens.rotated !== true)
      throw new Error('a refresh did not rotate and must not be counted');
    latest.set(by, tokens.refreshToken);
  };
  return {
    create: async (by) =>
      remember(
        by,
        await caller.call('POST', '/v1/sessions', {
          headers,
          json: { userId: `user-${(created += 1)}`, roles: ['member'] },
        }),
        201,
      ),
    refresh: async (by) =>
      remember(
        by,
        await caller.call('POST', '/v1/sessions/refresh', { json: { refreshToken: latest.get(by), active: true } }),
        200,
      ),
  };
}

function betterAuthContender(caller: HttpCaller, url: string): Contender {
  const cookies = new Map<number, string>();
  return {
    create: async (by) => {
      const answer = await caller.call('POST', '/api/auth/sign-in/anonymous', { headers: { origin: url }, json: {} });
      if (answer.status !== 200) throw new Error(`better-auth answered ${answer.status}: ${answer.body}`);
      cookies.set(by, answer.setCookie.map((line) => line.split(';')[0]).join('; '));
    },
    refresh: async (by) => {
      const answer = await caller.call('GET', '/api/auth/get-session', { headers: { cookie: cookies.get(by) ?? '' } });
      if (answer.status !== 200 || answer.body === 'null')
        throw new Error(`better-auth answered ${answer.status}: ${answer.body}`);
    },
  };
}
