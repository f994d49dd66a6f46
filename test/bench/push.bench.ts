import { createVerifier, jwksUrl, type Verifier } from '@atlasnode/session-verifier';
import { socketSource } from '@atlasnode/session-verifier/socket';
import { io, type Socket } from 'socket.io-client';
import { ChildServer } from './measure/child-server.js';
import { HttpCaller } from './measure/http-caller.js';
import { writeReport, type Row } from './measure/report.js';
import { latency, median, rounded } from './measure/statistics.js';
import type { AtlasFacts, LoopHold, PlainFacts } from './servers/facts.js';

const SOCKETS = 2_000;
/** Opened on top, so that 2,000 are there when everyone is signed out. */
const REVOCATIONS = 300;
const TABS = SOCKETS + REVOCATIONS;
const CONNECT_AT_ONCE = 50;
/** Long enough that one revocation does not queue behind another. */
const PAUSE_MS = 10;

interface Tab {
  readonly sid: string;
  readonly socket: Socket;
  /** When it was told, by performance.now. */
  toldAt?: number;
}

interface Told {
  readonly fromRequest: number[];
  readonly fromAnswer: number[];
}

/** Revoke → verifier refuses, revoke → tab told, and everyone out, with 2,000 sockets, beside a bare broadcast in the same run. */
export async function run(): Promise<void> {
  const atlas = await ChildServer.start<AtlasFacts>('atlas-server');
  const plain = await ChildServer.start<PlainFacts>('plain-broadcast-server');
  const api = new HttpCaller(atlas.facts.apiUrl, CONNECT_AT_ONCE);
  const bare = new HttpCaller(plain.facts.url, 4);
  const headers = { authorization: `Bearer ${atlas.facts.serviceKey}` };
  const verifier = createVerifier({
    strategy: 'live',
    issuer: 'https://sessions.example.com',
    audience: 'demo',
    keys: jwksUrl(`${atlas.facts.apiUrl}/.well-known/jwks.json`),
    source: socketSource({ url: atlas.facts.pushUrl, serviceKey: atlas.facts.serviceKey }),
    onStale: 'deny',
  });
  try {
    await verifierIsReady(verifier);
    const tokens = new Map<string, string>();
    const tabs = await openAll(() => openAtlasTab(api, { headers, pushUrl: atlas.facts.pushUrl, tokens }));
    const bareTabs = await openAll((index) => openTab(plain.facts.url, `sid-${index}`, { sid: `sid-${index}` }));

    const told: Told = { fromRequest: [], fromAnswer: [] };
    const refused: Told = { fromRequest: [], fromAnswer: [] };
    const toldBare: Told = { fromRequest: [], fromAnswer: [] };
    for (let index = 0; index < REVOCATIONS; index += 1) {
      const tab = tabs[index] as Tab;
      await verifier.verify(tokens.get(tab.sid) ?? '');
      const refusal = untilRefused(verifier, tab.sid, tokens.get(tab.sid) ?? '');
      const times = await endAndWait(tab, () =>
        api.call('POST', `/v1/sessions/${tab.sid}/revoke`, { headers, json: { reason: 'security' } }),
      );
      note(told, times, tab.toldAt);
      note(refused, times, await refusal);
      const bareTab = bareTabs[index] as Tab;
      note(toldBare, await endAndWait(bareTab, () => bare.call('POST', `/${bareTab.sid}`)), bareTab.toldAt);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }

    const everyone = await endEveryone({ atlas, api, headers, tabs: tabs.slice(REVOCATIONS) });
    for (const { socket } of [...tabs, ...bareTabs]) socket.disconnect();
    const rows = [
      ...rowsOf('revoke → verifier in another process refuses', refused, 10),
      ...rowsOf('revoke → tab told', told, 20, toldBare),
      ...everyone,
    ];
    writeReport({
      name: 'push',
      how: 'Milliseconds on one clock, server and load in two processes. A revocation is durable, in the log and acknowledged; the verifier follows the gateway over a socket. Compared: HTTP → one durable SQLite write → socket.io emit, with nothing else.',
      sizes: { sockets: SOCKETS, revocations: REVOCATIONS },
      rows,
    });
  } finally {
    api.close();
    bare.close();
    await verifier.close();
    await Promise.all([atlas.stop(), plain.stop()]);
  }
}

interface Times {
  readonly sentAt: number;
  readonly answeredAt: number;
}

async function endAndWait(
  tab: Tab,
  end: () => Promise<{ readonly status: number; readonly body: string }>,
): Promise<Times> {
  const told = new Promise<void>((resolve) => tab.socket.once('session:ended', () => resolve()));
  const sentAt = performance.now();
  const { status, body } = await end();
  const answeredAt = performance.now();
  if (status !== 200) throw new Error(`the end was answered ${status}: ${body}`);
  await told;
  return { sentAt, answeredAt };
}

function note(list: Told, { sentAt, answeredAt }: Times, happenedAt = Number.NaN): void {
  list.fromRequest.push(happenedAt - sentAt);
  // Negative where it happened before the caller had heard the answer.
  list.fromAnswer.push(happenedAt - answeredAt);
}

/** When `verify` says no: asked in the moment the verifier hears of the end, since nothing changes in between. */
function untilRefused(verifier: Verifier, sid: string, token: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const stop = verifier.onEnded((notice) => {
      if (notice.kind !== 'session' || notice.sid !== sid) return;
      const result = verifier.verify(token);
      const refusedAt = performance.now();
      stop();
      if (result instanceof Promise || result.ok) reject(new Error('the verifier heard of the end and did not refuse'));
      else resolve(refusedAt);
    });
  });
}

function rowsOf(what: string, { fromRequest, fromAnswer }: Told, boundMs: number, bare?: Told): readonly Row[] {
  const ours = latency(fromRequest);
  const after = latency(fromAnswer);
  const other = bare && latency(bare.fromRequest);
  const row = (name: string, value: number, compared: number | undefined, more: object = {}): Row => ({
    measured: `${what}, ${name}, ms`,
    ours: value,
    ...(compared === undefined
      ? {}
      : { compared: { name: 'bare broadcast', value: compared }, ratio: rounded(compared / value) }),
    ...more,
  });
  return [
    row('p50 from the request', ours.p50Ms, other?.p50Ms),
    row('p99 from the request', ours.p99Ms, other?.p99Ms, {
      target: { wanted: `≤ ${boundMs} ms`, met: ours.p99Ms <= boundMs },
    }),
    row('p50 from its 200 (below 0: before)', after.p50Ms, undefined),
    row('p99 from its 200 (below 0: before)', after.p99Ms, undefined),
  ];
}

async function endEveryone(at: {
  readonly atlas: ChildServer<AtlasFacts>;
  readonly api: HttpCaller;
  readonly headers: Readonly<Record<string, string>>;
  readonly tabs: readonly Tab[];
}): Promise<readonly Row[]> {
  await at.atlas.ask<LoopHold>('watch-loop');
  const allTold = Promise.all(
    at.tabs.map((tab) => new Promise<void>((resolve) => tab.socket.once('session:ended', () => resolve()))),
  );
  const sentAt = performance.now();
  const { status, body } = await at.api.call('POST', '/v1/sessions/revoke-all', {
    headers: at.headers,
    json: { reason: 'security' },
  });
  if (status !== 200) throw new Error(`everyone out was answered ${status}: ${body}`);
  await allTold;
  const times = at.tabs.map(({ toldAt = Number.NaN }) => toldAt - sentAt);
  const { longestMs } = await at.atlas.ask<LoopHold>('loop-hold');
  const last = Math.max(...times);
  return [
    {
      measured: `everyone out, ${at.tabs.length} sockets: last tab told, ms`,
      ours: rounded(last),
      target: { wanted: '≤ 300 ms', met: last <= 300 },
    },
    { measured: 'everyone out: half of the tabs told, ms', ours: rounded(median(times)) },
    {
      measured: "everyone out: longest hold of the server's event loop, ms",
      ours: rounded(longestMs),
      target: { wanted: '≤ 25 ms', met: longestMs <= 25 },
    },
  ];
}

async function openAll(open: (index: number) => Promise<Tab>): Promise<readonly Tab[]> {
  const tabs: Tab[] = [];
  for (let from = 0; from < TABS; from += CONNECT_AT_ONCE) {
    tabs.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(CONNECT_AT_ONCE, TABS - from) }, (_, index) => open(from + index)),
      )),
    );
  }
  return tabs;
}

async function openAtlasTab(
  api: HttpCaller,
  at: {
    readonly headers: Readonly<Record<string, string>>;
    readonly pushUrl: string;
    readonly tokens: Map<string, string>;
  },
): Promise<Tab> {
  const started = JSON.parse(
    (await api.call('POST', '/v1/sessions', { headers: at.headers, json: { userId: `user-${at.tokens.size}` } })).body,
  ) as { sid: string; accessToken: string };
  at.tokens.set(started.sid, started.accessToken);
  const ticket = await api.call('POST', '/v1/me/push-ticket', {
    headers: { authorization: `Bearer ${started.accessToken}` },
  });
  return openTab(at.pushUrl, started.sid, { ticket: (JSON.parse(ticket.body) as { ticket: string }).ticket });
}

async function openTab(url: string, sid: string, auth: Readonly<Record<string, string>>): Promise<Tab> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, auth });
  const tab: Tab = { sid, socket };
  socket.on('session:ended', (_ended: unknown, acknowledge?: () => void) => {
    tab.toldAt ??= performance.now();
    acknowledge?.();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return tab;
}

async function verifierIsReady(verifier: Verifier): Promise<void> {
  while (!verifier.ready()) await new Promise((resolve) => setTimeout(resolve, 50));
}
