import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { createLogger, type RunningService } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import type { SessionSummary } from '@atlasnode/session-events';
import {
  buildCreated,
  buildRefreshed,
  buildRevoked,
  buildSession,
  buildSessionNotice,
  buildUserRevoked,
  newSid,
} from '@atlasnode/testkit';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuditConfig } from '../config.js';
import { startAudit } from './start-audit.js';

const ISSUER = 'http://127.0.0.1:4602';
const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let engine: Engine;
let audit: RunningService;
let heartbeat: NodeJS.Timeout;

beforeAll(async () => {
  engine = await openEmbeddedEngine({ path: ':memory:' });
  await engine.keys.addSigningKey({
    kid: 'k1',
    algorithm: 'ES256',
    publicJwk: signing.publicKey.export({ format: 'jwk' }) as Record<string, string>,
    sealedPrivateKey: 'sealed',
    state: 'current',
    createdAtMs: Date.now(),
    stateSinceMs: Date.now(),
  });
  const beat = () =>
    engine.revocations.heartbeat({ v: 1, kind: 'heartbeat', at: Date.now(), from: 'spec', windowMs: 960_000 });
  await beat();
  heartbeat = setInterval(() => void beat(), 1_000);
  audit = await startAudit({
    config: loadAuditConfig({ ATLAS_PORT: '0', ATLAS_ISSUER: ISSUER }),
    engine,
    logger: createLogger({ name: 'audit', level: 'silent' }),
  });
});
afterAll(async () => {
  clearInterval(heartbeat);
  await audit.close();
  await engine.close();
});

function token(claims: Record<string, unknown> = {}, options: { key?: typeof signing; typ?: string } = {}): string {
  const nowS = Math.floor(Date.now() / 1_000);
  const payload = {
    iss: ISSUER,
    sub: 'ada',
    aud: ['atlas-admin'],
    iat: nowS,
    exp: nowS + 600,
    jti: randomUUID(),
    client_id: 'atlas-console',
    auth_time: nowS,
    amr: ['otp'],
    roles: ['admin'],
    sid: newSid(),
    uep: 0,
    rep: 0,
    ...claims,
  };
  const header = { alg: 'ES256' as const, kid: 'k1', typ: options.typ ?? 'at+jwt' };
  return jwt.sign(payload, (options.key ?? signing).privateKey, { algorithm: 'ES256', header });
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function get(path: string, bearer: string | undefined = token()): Promise<Answer> {
  const response = await ask(path, bearer);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function ask(path: string, bearer: string | undefined = token()): Promise<Response> {
  return fetch(
    audit.url + path,
    bearer === undefined || bearer === '' ? {} : { headers: { authorization: `Bearer ${bearer}` } },
  );
}

function itemsOf<Item>({ body }: Answer): readonly Item[] {
  return body['items'] as readonly Item[];
}

const ENDPOINTS = [
  '/v1/audit/sessions',
  `/v1/audit/sessions/${newSid()}`,
  `/v1/audit/sessions/${newSid()}/timeline`,
  '/v1/audit/events',
  '/v1/audit/counts?by=type',
  '/v1/audit/lag',
  '/v1/audit/export?format=csv',
  '/v1/audit/verify',
];

describe('who is let in', () => {
  it.each(ENDPOINTS)('%s is for administrators alone', async (path) => {
    expect(await get(path, '')).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_MISSING' } });
    expect(await get(path, token({ roles: ['member'] }))).toMatchObject({
      status: 403,
      body: { code: 'ROLE_MISSING' },
    });
  });

  it.each([
    ['of another audience', () => token({ aud: ['demo'] }), 'TOKEN_INVALID'],
    ['of another issuer', () => token({ iss: 'https://evil.example' }), 'TOKEN_INVALID'],
    ['signed with another key', () => token({}, { key: foreign }), 'TOKEN_INVALID'],
    ['of another type', () => token({}, { typ: 'push+jwt' }), 'TOKEN_INVALID'],
    ['without a session', () => token({ sid: undefined }), 'TOKEN_INVALID'],
    ['that has expired', () => token({ exp: Math.floor(Date.now() / 1_000) - 60 }), 'TOKEN_EXPIRED'],
    ['that is none', () => 'rt1.something', 'TOKEN_INVALID'],
  ])('a token %s is refused', async (_what, make, code) => {
    expect(await get('/v1/audit/lag', make())).toMatchObject({ status: 401, body: { code } });
  });

  it('an administrator whose session was ended reads nothing from then on', async () => {
    const sid = newSid();
    const bearer = token({ sid });
    expect(await get('/v1/audit/lag', bearer)).toMatchObject({ status: 200 });
    await engine.revocations.publish(buildSessionNotice({ sid, userId: 'ada' }));
    expect(await get('/v1/audit/lag', bearer)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });
});

describe('sessions', () => {
  /** Five sessions of one user, one of which is live. */
  async function fiveOf(
    userId: string,
  ): Promise<Record<'live' | 'revoked' | 'due' | 'overtaken' | 'excepted', SessionSummary>> {
    const nowMs = Date.now();
    const made = {
      live: buildSession({ userId, userEpoch: 1 }),
      revoked: buildSession({ userId }),
      due: buildSession({ userId, userEpoch: 1, createdAtMs: nowMs - 10_000, idleDueAtMs: nowMs - 1 }),
      overtaken: buildSession({ userId }),
      excepted: buildSession({ userId }),
    };
    await engine.directory.raiseEpoch({ type: 'user', userId }, 1, made.excepted.sid);
    await engine.audit.write([
      ...Object.values(made).map((session) => buildCreated(session)),
      buildRevoked(made.revoked),
      buildUserRevoked(userId, 1, { exceptSid: made.excepted.sid }),
    ]);
    return made;
  }

  it('who is signed in now is who is live, not who has no end event yet', async () => {
    const { live, excepted } = await fiveOf('lia');
    const answer = await get('/v1/audit/sessions?live=true&userId=lia');
    expect(answer).toMatchObject({ status: 200, body: { total: 2 } });
    const found = itemsOf<{ sid: string; status: string }>(answer);
    expect(found.map(({ sid, status }) => `${sid} ${status}`).toSorted()).toEqual(
      [live, excepted].map(({ sid }) => `${sid} live`).toSorted(),
    );
  });

  it('the list of all says how each one stands', async () => {
    const made = await fiveOf('ben');
    const answer = await get('/v1/audit/sessions?userId=ben');
    const status = new Map(itemsOf<{ sid: string; status: string }>(answer).map((item) => [item.sid, item.status]));
    expect(Object.fromEntries(Object.entries(made).map(([name, { sid }]) => [name, status.get(sid)]))).toEqual({
      live: 'live',
      revoked: 'revoked',
      due: 'expired',
      overtaken: 'revoked',
      excepted: 'live',
    });
  });

  it('the total counts past the page, and pages join without gap or overlap', async () => {
    const sessions = Array.from({ length: 5 }, () => buildSession({ userId: 'paul' }));
    await engine.audit.write(sessions.map((session) => buildCreated(session)));
    const seen: string[] = [];
    let after = '';
    do {
      const page = await get(`/v1/audit/sessions?userId=paul&limit=2${after}`);
      expect(page.body['total']).toBe(5);
      seen.push(...itemsOf<{ sid: string }>(page).map(({ sid }) => sid));
      after = page.body['next'] === undefined ? '' : `&after=${encodeURIComponent(page.body['next'] as string)}`;
    } while (after !== '');
    expect(seen.toSorted()).toEqual(sessions.map(({ sid }) => sid).toSorted());
  });

  it('a search finds a part of the device, whatever its case', async () => {
    const session = buildSession({ device: { label: 'Opera on Haiku', ip: '192.0.2.99' } });
    await engine.audit.write([buildCreated(session)]);
    const answer = await get('/v1/audit/sessions?search=OPERA%20on');
    expect(itemsOf(answer)).toMatchObject([
      { sid: session.sid, device: { label: 'Opera on Haiku', ip: '192.0.2.99' }, version: 1 },
    ]);
  });

  it('one session is shown with its timeline, oldest first, and no digest or salt of its device', async () => {
    const session = buildSession({ device: { ip: '192.0.2.1', salt: 'pepper', ipDigest: 'digest' } });
    await engine.audit.write([buildCreated(session), buildRefreshed(session)]);
    const one = await get(`/v1/audit/sessions/${session.sid}`);
    expect(one).toMatchObject({
      status: 200,
      body: { sid: session.sid, status: 'live', version: 2, device: { ip: '192.0.2.1' } },
    });
    expect(Object.keys(one.body['device'] as object)).toEqual(['ip']);
    const timeline = await get(`/v1/audit/sessions/${session.sid}/timeline`);
    expect(itemsOf<{ type: string }>(timeline).map(({ type }) => type)).toEqual([
      'com.atlasnode.session.created.v1',
      'com.atlasnode.session.refreshed.v1',
    ]);
  });

  it('a session nobody knows is not found', async () => {
    expect(await get(`/v1/audit/sessions/${newSid()}`)).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_SESSION' },
    });
    expect(await get(`/v1/audit/sessions/${newSid()}/timeline`)).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_SESSION' },
    });
  });
});

describe('events', () => {
  it('are picked by what they are about and come newest first', async () => {
    const session = buildSession({ userId: 'eve', createdAtMs: 1_000_000 });
    await engine.audit.write([buildCreated(session), buildRevoked(session, { atMs: 2_000_000 })]);
    const types = async (query: string) =>
      itemsOf<{ type: string }>(await get(`/v1/audit/events?userId=eve${query}`)).map(({ type }) =>
        type.split('.').at(-2),
      );
    expect(await types('')).toEqual(['revoked', 'created']);
    expect(await types('&type=SessionCreated')).toEqual(['created']);
    expect(await types('&actorType=admin&actorId=ada')).toEqual(['revoked']);
    expect(await types('&fromMs=1000000&toMs=2000000')).toEqual(['created']);
    expect(await types(`&sid=${session.sid}&ip=192.0.2.7`)).toHaveLength(2);
    expect(await types('&ip=198.51.100.1')).toEqual([]);
  });

  it('are counted once, however often they came', async () => {
    const session = buildSession({ createdAtMs: 10_000_000_000 });
    const events = [buildCreated(session), buildRevoked(session, { atMs: 10_000_000_500 })];
    await engine.audit.write([...events, ...events]);
    const range = 'fromMs=10000000000&toMs=10000001000';
    expect((await get(`/v1/audit/counts?by=type&${range}`)).body['items']).toEqual([
      { key: 'SessionCreated', count: 1 },
      { key: 'SessionRevoked', count: 1 },
    ]);
    expect((await get(`/v1/audit/counts?by=reason&${range}`)).body['items']).toEqual([
      { key: 'ended-by-admin', count: 1 },
    ]);
    expect((await get(`/v1/audit/counts?by=hour&${range}`)).body['items']).toEqual([
      { key: '1970-04-26T17:00:00.000Z', count: 2 },
    ]);
  });

  it('the lag is what the projector has not read', async () => {
    await engine.eventLog.publish([buildCreated(), buildCreated()]);
    expect(await get('/v1/audit/lag')).toEqual({ status: 200, body: { behind: 2 } });
  });
});

describe('export', () => {
  it('as lines of JSON holds every event of the filter, over however many pages', async () => {
    const session = buildSession({ userId: 'many' });
    await engine.audit.write(
      Array.from({ length: 1_203 }, (_, index) => buildRefreshed(session, { version: index + 1 })),
    );
    const response = await ask('/v1/audit/export?format=ndjson&userId=many');
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    expect(new Set(lines.map(({ id }) => id)).size).toBe(1_203);
  });

  it('as CSV runs nothing in a spreadsheet', async () => {
    const session = buildSession({ userId: '=cmd|calc', device: { userAgent: '@SUM(1)"', label: 'ok' } });
    await engine.audit.write([buildCreated(session)]);
    const response = await ask(`/v1/audit/export?format=csv&userId=${encodeURIComponent('=cmd|calc')}`);
    expect(response.headers.get('content-disposition')).toContain('audit-events.csv');
    const [head, row] = (await response.text()).split('\r\n');
    expect(head).toMatch(/^"time","id","type"/);
    expect(row).toContain(`"'=cmd|calc"`);
    expect(row).toContain(`"'@SUM(1)"""`);
  });
});

describe('bad input', () => {
  it.each([
    ['/v1/audit/sessions?limit=0', 'limit'],
    ['/v1/audit/sessions?limit=1e3', 'limit'],
    ['/v1/audit/sessions?live=yes', 'live'],
    ['/v1/audit/sessions?colour=red', 'colour'],
    ['/v1/audit/sessions?after=nonsense', 'after'],
    ['/v1/audit/events?type=SessionTeleported', 'type'],
    ['/v1/audit/events?sid=1&sid=2', 'sid'],
    ['/v1/audit/events?fromMs=yesterday', 'fromMs'],
    ['/v1/audit/counts', 'by'],
    ['/v1/audit/counts?by=hour&fromMs=0&toMs=1790000000000', 'fromMs'],
    ['/v1/audit/counts?by=hour&fromMs=2&toMs=1', 'fromMs'],
    ['/v1/audit/export', 'format'],
    ['/v1/audit/export?format=xml', 'format'],
    ['/v1/audit/verify?after=bm9uc2Vuc2U', 'after'],
    ['/v1/audit/verify?limit=-1', 'limit'],
  ])('%s names the field', async (path, field) => {
    expect(await get(path)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', errors: [expect.objectContaining({ path: field })] },
    });
  });

  it('a sid that is none is named', async () => {
    expect(await get('/v1/audit/sessions/not-a-sid')).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  });
});

describe('the document', () => {
  it('names every endpoint, its parameters and its answers', async () => {
    const document = (await (await fetch(`${audit.url}/openapi.json`)).json()) as {
      paths: Record<string, { get: { parameters?: Array<{ name: string }> } }>;
    };
    for (const path of [
      'sessions',
      'sessions/{sid}',
      'sessions/{sid}/timeline',
      'events',
      'counts',
      'lag',
      'export',
      'verify',
    ]) {
      expect(document.paths[`/v1/audit/${path}`]?.get, path).toBeDefined();
    }
    const names = document.paths['/v1/audit/events']?.get.parameters?.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['userId', 'sid', 'fromMs', 'after', 'limit']));
  });
});
