/**
 * A tab against a server that keeps the rules of refresh (grace, idle, rotation) and a gateway that ends sockets with their token, all on
 * one clock that the test moves.
 */
import type { PushRefusal, SessionEnded } from '@atlasnode/session-events';
import { afterEach, expect, test } from 'vitest';
import { createSessionClient } from './create-session-client.js';
import type { Environment, EnvironmentSignal, HttpAnswer } from './environment/environment.js';
import type { PushListener } from './push/push-transport.js';
import type { SessionClient, SessionClientOptions } from './session-client-options.js';
import type { SessionEnd } from './session-end.js';

const START_MS = Date.UTC(2026, 10, 23, 12);
const SID = '01930000-0000-7000-8000-000000000001';

class World {
  nowMs = START_MS;
  #timers: Array<{ atMs: number; run: () => void }> = [];

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ atMs }) => atMs <= endMs).toSorted((one, other) => one.atMs - other.atMs)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
      await settle();
    }
    this.nowMs = endMs;
    await settle();
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** One session's server. */
class Server {
  readonly calls: string[] = [];
  sid = SID;
  rotations = 0;
  end: string | undefined;
  isDown = false;
  losesAnswers = 0;
  knowsCookies = true;
  /** A state that is read from the access token alone may not know it. */
  saysIdleTime = true;
  #rotatedAtMs: number;
  #expiresAtMs = 0;
  idleDueAtMs: number;
  readonly #sockets = new Set<{ listener: PushListener; endsAtMs: number; asked: boolean }>();
  acknowledged = 0;
  readonly tickets: string[] = [];
  refusal: PushRefusal | undefined;

  constructor(
    readonly world: World,
    readonly lifeMs: number,
    readonly idleMs: number,
    readonly graceMs: number,
  ) {
    this.#rotatedAtMs = world.nowMs;
    this.idleDueAtMs = world.nowMs + idleMs;
    this.mint();
    this.#watchSockets();
  }

  get expiresAtMs(): number {
    return this.#expiresAtMs;
  }

  get sockets(): number {
    return this.#sockets.size;
  }

  mint(): void {
    this.#expiresAtMs = Math.floor(Math.min(this.world.nowMs + this.lifeMs, this.idleDueAtMs) / 1_000) * 1_000;
  }

  async request(url: string, body: { active?: boolean } | undefined): Promise<HttpAnswer> {
    const route = url.split('/').at(-1) ?? '';
    this.calls.push(route === 'refresh' ? `refresh${body?.active === true ? '+active' : ''}` : route);
    await new Promise<void>((resolve) => this.world.after(20, resolve));
    if (this.isDown) throw new TypeError('fetch failed');
    const answer = this.#answer(route, body);
    if (route === 'refresh' && this.losesAnswers > 0) {
      this.losesAnswers -= 1;
      throw new TypeError('fetch failed');
    }
    return { ...answer, dateMs: Math.floor(this.world.nowMs / 1_000) * 1_000 };
  }

  // oxlint-disable-next-line complexity -- a table of routes
  #answer(route: string, body: { active?: boolean } | undefined): HttpAnswer {
    if (this.end === undefined && this.world.nowMs >= this.idleDueAtMs) this.end = 'idle';
    if (!this.knowsCookies)
      return route === 'state'
        ? { status: 200, body: { signedIn: false } }
        : { status: 401, body: { code: 'CREDENTIALS_MISSING' } };
    switch (route) {
      case 'state':
        if (this.end !== undefined) return { status: 401, body: { code: 'SESSION_ENDED' } };
        return this.world.nowMs < this.#expiresAtMs
          ? this.#report(this.saysIdleTime ? {} : { idleDueAtMs: undefined })
          : { status: 401, body: { code: 'TOKEN_EXPIRED' } };
      case 'refresh':
        return this.#refresh(body?.active === true);
      case 'push-ticket':
        if (this.world.nowMs >= this.#expiresAtMs) return { status: 401, body: { code: 'TOKEN_EXPIRED' } };
        return this.end === undefined
          ? { status: 200, body: { ticket: this.#ticket(), pushUrl: 'http://push' } }
          : this.#ended();
      case 'logout':
        this.end = 'signed-out';
        return { status: 200, body: {} };
      default:
        return { status: 404, body: {} };
    }
  }

  #refresh(active: boolean): HttpAnswer {
    if (this.end === 'reused') return { status: 401, body: { code: 'REFRESH_REUSED' } };
    if (this.end !== undefined) return this.#ended();
    const rotated = this.world.nowMs - this.#rotatedAtMs > this.graceMs;
    if (rotated) {
      this.rotations += 1;
      this.#rotatedAtMs = this.world.nowMs;
      if (active) this.idleDueAtMs = this.world.nowMs + this.idleMs;
    }
    this.mint();
    return this.#report({ rotated });
  }

  #ended(): HttpAnswer {
    return { status: 401, body: { code: 'SESSION_ENDED', endReason: this.end } };
  }

  #report(more: object = {}): HttpAnswer {
    return {
      status: 200,
      body: {
        signedIn: true,
        sid: this.sid,
        userId: 'ana',
        roles: ['member'],
        accessTokenExpiresAtMs: this.#expiresAtMs,
        idleDueAtMs: this.idleDueAtMs,
        ...more,
      },
    };
  }

  #ticket(): string {
    const ticket = `${this.#expiresAtMs}#${this.tickets.length}`;
    this.tickets.push(ticket);
    return ticket;
  }

  readonly push: Environment['push'] = {
    open: (_url, ticket, listener) => {
      const socket = { listener, endsAtMs: Number(ticket.split('#')[0]), asked: false };
      this.world.after(10, () => {
        if (this.isDown) listener.refused(undefined);
        else if (this.refusal !== undefined) listener.refused(this.refusal);
        else if (this.end !== undefined) listener.refused({ code: 'SESSION_ENDED' });
        else {
          this.#sockets.add(socket);
          listener.connected();
        }
      });
      return {
        renew: async (renewal) => {
          const endsAtMs = Number(renewal.split('#')[0]);
          if (endsAtMs > socket.endsAtMs) Object.assign(socket, { endsAtMs, asked: false });
          return { ok: true, endsAt: socket.endsAtMs };
        },
        close: () => void this.#sockets.delete(socket),
      };
    },
  };

  /** The gateway: asks before a socket's end, and ends it. */
  #watchSockets(): void {
    this.world.after(1_000, () => this.#watchSockets());
    for (const socket of this.#sockets) {
      if (socket.endsAtMs <= this.world.nowMs) this.cut(socket);
      else if (!socket.asked && socket.endsAtMs - this.world.nowMs <= 60_000) {
        socket.asked = true;
        socket.listener.renewRequired({ sid: this.sid, endsAt: socket.endsAtMs });
      }
    }
  }

  cut(socket: { listener: PushListener }): void {
    for (const open of this.#sockets) if (open.listener === socket.listener) this.#sockets.delete(open);
    socket.listener.closed();
  }

  cutAll(): void {
    for (const socket of this.#sockets) this.cut(socket);
  }

  revoke(ended: Partial<SessionEnded> = {}): void {
    this.end = ended.reason ?? 'ended-by-admin';
    for (const { listener } of this.#sockets) {
      listener.ended(
        { sid: this.sid, reason: 'ended-by-admin', by: 'admin', at: this.world.nowMs, ...ended },
        () => (this.acknowledged += 1),
      );
    }
  }
}

class Browser {
  readonly #channels = new Map<object, (message: unknown) => void>();
  readonly #open: SessionClient[] = [];
  /** Lehmer's generator: spread, and the same in every run. */
  #random = 42;

  constructor(
    readonly server: Server,
    readonly world: World,
    readonly hasChannels: boolean = true,
  ) {}

  tab(options: SessionClientOptions = {}, hidden = false) {
    const { server, world } = this;
    const listeners = new Set<(signal: EnvironmentSignal) => void>();
    const inputs = new Set<() => void>();
    const memory = new Map<string, string>();
    const tab = {
      hidden,
      online: true,
      skewMs: 0,
      ends: [] as SessionEnd[],
      renewed: 0,
      signal: (signal: EnvironmentSignal) => listeners.forEach((listener) => listener(signal)),
      input: () => inputs.forEach((listener) => listener()),
    };
    const environment: Environment = {
      nowMs: () => world.nowMs + tab.skewMs,
      random: () => (this.#random = (this.#random * 16_807) % 2_147_483_647) / 2_147_483_647,
      after: (delayMs, run) => world.after(delayMs, run),
      request: async (_method, url, body) => {
        if (!tab.online) throw new TypeError('fetch failed');
        return server.request(url, body);
      },
      isHidden: () => tab.hidden,
      isOnline: () => tab.online,
      watch: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onInput: (listener) => {
        inputs.add(listener);
        return () => inputs.delete(listener);
      },
      openChannel: (_name, onMessage) => {
        if (!this.hasChannels) return undefined;
        const key = {};
        this.#channels.set(key, onMessage);
        return {
          post: (message) => {
            for (const [other, hear] of this.#channels)
              if (other !== key) world.after(1, () => hear(structuredClone(message)));
          },
          close: () => this.#channels.delete(key),
        };
      },
      memory: {
        get: (key) => memory.get(key),
        set: (key, value) => void (value === undefined ? memory.delete(key) : memory.set(key, value)),
      },
      push: server.push,
    };
    const client = createSessionClient({
      environment,
      onEnded: (end) => tab.ends.push(end),
      onRenewed: () => (tab.renewed += 1),
      ...options,
    });
    this.#open.push(client);
    return {
      ...tab,
      get client() {
        return client;
      },
      set: (change: Partial<typeof tab>) => Object.assign(tab, change),
      told: () => tab.ends,
      renewals: () => tab.renewed,
    };
  }

  close(): void {
    for (const client of this.#open) client.close();
  }
}

let browser: Browser | undefined;
afterEach(() => browser?.close());

const MINUTE = 60_000;

function setUp(policy: { lifeMs?: number; idleMs?: number; graceMs?: number; hasChannels?: boolean } = {}) {
  const world = new World();
  const server = new Server(
    world,
    policy.lifeMs ?? 10 * MINUTE,
    policy.idleMs ?? 7 * 24 * 60 * MINUTE,
    policy.graceMs ?? 30_000,
  );
  browser = new Browser(server, world, policy.hasChannels ?? true);
  return { world, server, browser };
}

test('a tab finds its session, connects, and says so', async () => {
  const { world, browser } = setUp();
  const { client } = browser.tab();
  expect(client.state).toEqual({ status: 'unknown' });
  await world.pass(500);
  expect(client.state).toEqual({
    status: 'signed-in',
    session: { sid: SID, userId: 'ana', roles: ['member'] },
    isLive: true,
  });
});

test('without a session a tab is signed out, told of no end, and leaves the server alone', async () => {
  const { world, server, browser } = setUp();
  server.knowsCookies = false;
  const { client, told } = browser.tab();
  await world.pass(60 * MINUTE);
  expect(client.state).toEqual({ status: 'signed-out' });
  expect(told()).toEqual([]);
  expect(server.calls).toEqual(['state']);
});

test('the token is refreshed ahead of its end for hours, and the one socket is renewed, never dropped', async () => {
  const { world, server, browser } = setUp();
  const { client } = browser.tab();
  for (let minute = 0; minute < 240; minute += 1) {
    await world.pass(MINUTE);
    expect(server.expiresAtMs).toBeGreaterThan(world.nowMs);
    expect(client.state).toMatchObject({ status: 'signed-in', isLive: true });
  }
  expect(server.rotations).toBeGreaterThanOrEqual(24);
  expect(server.rotations).toBeLessThanOrEqual(28);
});

test('a machine whose clock is hours off refreshes in time all the same', async () => {
  const { world, server, browser } = setUp();
  const { set } = browser.tab();
  set({ skewMs: 3 * 60 * MINUTE });
  await world.pass(45 * MINUTE);
  expect(server.expiresAtMs).toBeGreaterThan(world.nowMs);
  expect(server.rotations).toBeGreaterThanOrEqual(4);
  expect(server.rotations).toBeLessThanOrEqual(6);
});

test('five tabs rotate hardly more often than one, and with no channel between them all stay signed in', async () => {
  const { world, server, browser } = setUp();
  const tabs = Array.from({ length: 5 }, () => browser.tab());
  await world.pass(60 * MINUTE);
  expect(server.rotations).toBeLessThanOrEqual(8);
  expect(tabs.every(({ client }) => client.state.status === 'signed-in')).toBe(true);

  const apart = setUp({ hasChannels: false });
  const strangers = Array.from({ length: 5 }, () => apart.browser.tab());
  await apart.world.pass(60 * MINUTE);
  expect(strangers.every(({ client }) => client.state.status === 'signed-in')).toBe(true);
  expect(apart.server.rotations).toBeLessThanOrEqual(8);
});

test('an end is acknowledged and told once, with who and why', async () => {
  const { world, server, browser } = setUp();
  const { client, told } = browser.tab();
  await world.pass(500);
  server.revoke();
  server.revoke();
  await world.pass(30 * MINUTE);
  expect(told()).toEqual([expect.objectContaining({ sid: SID, reason: 'ended-by-admin', by: 'admin' })]);
  expect(client.state).toMatchObject({ status: 'ended', end: { reason: 'ended-by-admin' } });
  expect(server.acknowledged).toBeGreaterThanOrEqual(1);
  expect(server.calls.filter((call) => call !== 'state' && call !== 'push-ticket')).toEqual([]);
});

test('a tab whose own connection is down hears of the end from another tab', async () => {
  const { world, server, browser } = setUp();
  const one = browser.tab();
  await world.pass(500);
  server.refusal = { code: 'STALE' };
  const other = browser.tab();
  await world.pass(500);
  expect(other.client.state).toMatchObject({ status: 'signed-in', isLive: false });
  server.revoke();
  await world.pass(10);
  expect(one.told()).toHaveLength(1);
  expect(other.told()).toEqual([expect.objectContaining({ reason: 'ended-by-admin', by: 'admin' })]);
});

test('an idle session is not refreshed for nothing, ends, and the tab is told why', async () => {
  const { world, server, browser } = setUp({ lifeMs: 10 * MINUTE, idleMs: MINUTE, graceMs: 15_000 });
  const { told } = browser.tab();
  await world.pass(MINUTE - 1_000);
  expect(server.rotations).toBe(0);
  expect(told()).toEqual([]);
  await world.pass(5_000);
  expect(told()).toEqual([expect.objectContaining({ reason: 'idle', by: 'policy' })]);
});

test.each([
  ...[5, 30, 40, 46, 50, 55, 58].map((second) => ({ second, said: true })),
  ...[5, 30, 40, 46, 50, 55, 57].map((second) => ({ second, said: false })),
])(
  'input at second $second of a one-minute idle time (said beforehand: $said) keeps the session alive',
  async ({ second, said }) => {
    const { world, server, browser } = setUp({ lifeMs: 10 * MINUTE, idleMs: MINUTE, graceMs: 15_000 });
    server.saysIdleTime = said;
    const { client, input, told } = browser.tab();
    await world.pass(second * 1_000);
    input();
    await world.pass((70 - second) * 1_000);
    expect(told()).toEqual([]);
    expect(client.state.status).toBe('signed-in');
    expect(server.calls).toContain('refresh+active');
    await world.pass(2 * MINUTE);
    expect(told()).toEqual([expect.objectContaining({ reason: 'idle' })]);
  },
);

test('input all along keeps a short session alive, and live', async () => {
  const { world, browser } = setUp({ lifeMs: 10 * MINUTE, idleMs: MINUTE, graceMs: 15_000 });
  const { client, input } = browser.tab();
  for (let second = 0; second < 600; second += 7) {
    await world.pass(7_000);
    input();
  }
  expect(client.state).toMatchObject({ status: 'signed-in', isLive: true });
});

test('input in one tab counts although another one refreshes', async () => {
  const { world, server, browser } = setUp({ lifeMs: 10 * MINUTE, idleMs: 20 * MINUTE });
  const one = browser.tab();
  browser.tab();
  await world.pass(8 * MINUTE);
  one.input();
  await world.pass(2 * MINUTE);
  expect(server.idleDueAtMs).toBeGreaterThan(START_MS + 25 * MINUTE);
  expect(server.calls.filter((call) => call === 'refresh+active')).toHaveLength(1);
});

test('a hidden tab starts no refresh; in front again it does at once', async () => {
  const { world, server, browser } = setUp();
  const { client, set, signal } = browser.tab();
  await world.pass(500);
  set({ hidden: true });
  signal('hidden');
  await world.pass(60 * MINUTE);
  expect(server.calls.some((call) => call.startsWith('refresh'))).toBe(false);
  set({ hidden: false });
  signal('visible');
  await world.pass(1_000);
  expect(server.rotations).toBe(1);
  await world.pass(1_000);
  expect(client.state).toMatchObject({ status: 'signed-in', isLive: true });
});

test('an answer that was lost is asked for again at once, and within the grace', async () => {
  const { world, server, browser } = setUp();
  const { client, told } = browser.tab();
  await world.pass(500);
  server.losesAnswers = 3;
  await world.pass(9.5 * MINUTE);
  expect(server.calls.filter((call) => call === 'refresh')).toHaveLength(4);
  expect(server.rotations).toBe(1);
  expect(told()).toEqual([]);
  expect(client.state.status).toBe('signed-in');
});

test('offline is said, nothing is asked for, and back online all goes on', async () => {
  const { world, server, browser } = setUp();
  const { client, set, signal } = browser.tab();
  await world.pass(500);
  set({ online: false });
  signal('offline');
  server.cutAll();
  expect(client.state).toMatchObject({ status: 'offline', isLive: false });
  const calls = server.calls.length;
  await world.pass(5 * MINUTE);
  expect(server.calls).toHaveLength(calls);
  set({ online: true });
  signal('online');
  await world.pass(1_000);
  expect(client.state).toMatchObject({ status: 'signed-in', isLive: true });
});

test('a server that is down is not a reason to be signed out', async () => {
  const { world, server, browser } = setUp();
  const { client, told } = browser.tab();
  await world.pass(500);
  server.isDown = true;
  server.cutAll();
  await world.pass(8 * MINUTE);
  expect(client.state).toMatchObject({ status: 'offline' });
  expect(told()).toEqual([]);
  server.isDown = false;
  await world.pass(MINUTE);
  expect(client.state).toMatchObject({ status: 'signed-in', isLive: true });
});

test('a session that ended while the machine slept is noticed at the first reconnect', async () => {
  const { world, server, browser } = setUp();
  const { told, signal } = browser.tab();
  await world.pass(500);
  server.end = 'password-changed';
  signal('resumed');
  await world.pass(100);
  expect(told()).toEqual([expect.objectContaining({ reason: 'password-changed', by: 'user' })]);
});

test('a gateway that says the session has ended is believed, with its reason or after asking for it', async () => {
  const named = setUp();
  const one = named.browser.tab();
  await named.world.pass(500);
  named.server.refusal = { code: 'SESSION_ENDED', ended: { sid: SID, reason: 'security', by: 'service', at: 5 } };
  named.server.cutAll();
  await named.world.pass(5_000);
  expect(one.told()).toEqual([{ sid: SID, reason: 'security', by: 'service', atMs: 5 }]);

  const asked = setUp();
  const other = asked.browser.tab();
  await asked.world.pass(500);
  asked.server.cutAll();
  asked.server.refusal = { code: 'SESSION_ENDED' };
  asked.world.after(600, () => (asked.server.end = 'account-disabled'));
  await asked.world.pass(5_000);
  expect(other.told()).toEqual([expect.objectContaining({ reason: 'account-disabled', by: 'admin' })]);
});

test('a refresh that was not safe is an end like another, and not called theft', async () => {
  const { world, server, browser } = setUp();
  const { told } = browser.tab();
  await world.pass(500);
  server.end = 'reused';
  server.cutAll();
  await world.pass(20 * MINUTE);
  expect(told()).toEqual([expect.objectContaining({ reason: 'refresh-reuse', by: 'policy' })]);
});

test('cookies that are gone end the session in a tab that knew of it', async () => {
  const { world, server, browser } = setUp();
  const { told } = browser.tab();
  await world.pass(500);
  server.knowsCookies = false;
  await world.pass(20 * MINUTE);
  expect(told()).toEqual([expect.objectContaining({ reason: 'unknown', by: 'unknown' })]);
});

test('after a gateway restart the tab comes back with a new ticket', async () => {
  const { world, server, browser } = setUp();
  const { client } = browser.tab();
  await world.pass(500);
  server.cutAll();
  expect(client.state).toMatchObject({ isLive: false });
  await world.pass(2_000);
  expect(client.state).toMatchObject({ isLive: true });
  expect(new Set(server.tickets).size).toBe(2);
});

test.each(['STALE', 'ORIGIN_REFUSED', 'TICKET_INVALID'] as const)(
  'a gateway that answers %s is asked again with growing pauses, each time with a new ticket',
  async (code) => {
    const { world, server, browser } = setUp();
    server.refusal = { code };
    const { client } = browser.tab();
    await world.pass(2 * MINUTE);
    expect(server.tickets.length).toBeGreaterThan(4);
    expect(server.tickets.length).toBeLessThan(14);
    expect(client.state).toMatchObject({ status: 'signed-in', isLive: false });
    server.refusal = undefined;
    await world.pass(31_000);
    expect(client.state).toMatchObject({ isLive: true });
  },
);

test('signing out ends it here and in the other tabs; out of reach it does not', async () => {
  const { world, server, browser } = setUp();
  const one = browser.tab();
  const other = browser.tab();
  await world.pass(500);
  server.isDown = true;
  const failed = one.client.signOut();
  await world.pass(100);
  expect(await failed).toBe(false);
  expect(one.client.state.status).not.toBe('ended');
  server.isDown = false;
  const done = one.client.signOut();
  await world.pass(100);
  expect(await done).toBe(true);
  expect(one.told()).toEqual([expect.objectContaining({ reason: 'signed-out', by: 'user' })]);
  expect(other.told()).toHaveLength(1);
});

test('a sign-in in another tab is taken over, as the cookies were', async () => {
  const { world, server, browser } = setUp();
  const one = browser.tab();
  await world.pass(500);
  server.sid = '01930000-0000-7000-8000-000000000002';
  browser.tab();
  await world.pass(1_000);
  expect(one.client.state).toMatchObject({ status: 'signed-in', session: { sid: server.sid } });
  expect(one.told()).toEqual([]);
});

test('a page that is opened after the token ran out refreshes first; opened hidden, when it comes to the front', async () => {
  const { world, server, browser } = setUp();
  await world.pass(11 * MINUTE);
  const shown = browser.tab();
  await world.pass(500);
  expect(shown.client.state).toMatchObject({ status: 'signed-in', isLive: true });
  expect(server.rotations).toBe(1);

  await world.pass(12 * MINUTE);
  shown.client.close();
  await world.pass(11 * MINUTE);
  const rotations = server.rotations;
  const hidden = browser.tab({}, true);
  await world.pass(5 * MINUTE);
  expect(hidden.client.state).toEqual({ status: 'unknown' });
  expect(server.rotations).toBe(rotations);
  hidden.set({ hidden: false });
  hidden.signal('visible');
  await world.pass(500);
  expect(hidden.client.state).toMatchObject({ status: 'signed-in' });
});

test('a page that is opened after the session ended says why, and tells nobody of an end it did not live through', async () => {
  const { world, server, browser } = setUp();
  server.end = 'absolute';
  const { client, told } = browser.tab();
  await world.pass(500);
  expect(client.state).toMatchObject({ status: 'ended', end: { reason: 'absolute', by: 'policy' } });
  expect(told()).toEqual([]);
});

test('after an end the same client starts again when somebody signs in', async () => {
  const { world, server, browser } = setUp();
  const { client, told } = browser.tab();
  await world.pass(500);
  server.revoke();
  await world.pass(500);
  server.end = undefined;
  void client.start();
  await world.pass(500);
  expect(client.state).toMatchObject({ status: 'signed-in', isLive: true });
  server.revoke({ reason: 'idle', by: 'policy' });
  expect(told()).toHaveLength(2);
});

test('a closed client is silent and asks for nothing', async () => {
  const { world, server, browser } = setUp();
  const { client, told } = browser.tab();
  await world.pass(500);
  client.close();
  const calls = server.calls.length;
  server.revoke();
  await world.pass(30 * MINUTE);
  expect(server.calls).toHaveLength(calls);
  expect(server.sockets).toBe(0);
  expect(told()).toEqual([]);
});
