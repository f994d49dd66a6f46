import { buildSessionNotice } from '@atlasnode/testkit';
import { describe, expect, it } from 'vitest';
import { signToken } from '../issuer.fixture.js';
import { atlasSession } from './atlas-session.js';
import { key, ORIGIN, problem, runApplication, SERVICE_KEY, tokensFor } from './running-application.fixture.js';

const HTML = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-user': '?1' };

function expiredToken(): string {
  return signToken(key, { exp: Math.floor(Date.now() / 1000) - 60 });
}

describe('signing in', () => {
  it('starts a session with the service key and the device, and sets both cookies as __Host- cookies', async () => {
    const { api, browser, requests } = await runApplication();
    const tokens = tokensFor('sid-1', 1);
    api.answer = () => ({ status: 201, body: tokens });
    const { body, setCookies, header } = await browser.post('/login', {}, { origin: ORIGIN, 'user-agent': 'Firefox' });
    expect(requests).toEqual([
      {
        call: 'POST /v1/sessions',
        credential: `Bearer ${SERVICE_KEY}`,
        idempotencyKey: 'once',
        body: {
          userId: 'ana',
          roles: ['member'],
          device: { ip: '127.0.0.1', userAgent: 'Firefox', label: 'My laptop' },
        },
      },
    ]);
    expect(setCookies).toEqual([
      expect.stringMatching(/^__Host-atlas_at=[\w.-]+; Max-Age=691[12]\d\d; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      expect.stringMatching(/^__Host-atlas_rt=[\w.-]+; Max-Age=691[12]\d\d; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(header('cache-control')).toBe('no-store');
    expect(JSON.stringify(body)).not.toContain(tokens.refreshToken);
    expect(JSON.stringify(body)).not.toContain(tokens.accessToken);
    expect(await browser.get('/me')).toMatchObject({ status: 200, body: { userId: 'ana' } });
  });

  it('is refused from another page: it would sign its visitor in as somebody else', async () => {
    const { browser, requests } = await runApplication();
    const { body } = await browser.post('/login', {}, { origin: 'https://evil.example' });
    expect(body).toMatchObject({ ok: false, refusal: { code: 'ORIGIN_REFUSED' } });
    expect(requests).toEqual([]);
  });

  it('says what the service refused, and names what is wrong with this backend only to itself', async () => {
    const { api, browser, faults } = await runApplication();
    api.answer = () => problem(409, 'SIGN_IN_OVERTAKEN');
    expect((await browser.post('/login')).body).toMatchObject({
      ok: false,
      refusal: { code: 'SIGN_IN_OVERTAKEN', status: 409 },
    });
    api.answer = () => problem(403, 'ROLE_NOT_ALLOWED');
    expect((await browser.post('/login')).body).toMatchObject({
      ok: false,
      refusal: { code: 'UNAVAILABLE', reason: expect.stringContaining('ROLE_NOT_ALLOWED') },
    });
    expect(faults).toHaveLength(1);
    expect(browser.cookies.size).toBe(0);
  });
});

describe('a request', () => {
  it('is believed its bearer token before its cookie', async () => {
    const { browser } = await runApplication();
    browser.hold({ accessToken: expiredToken(), refreshToken: 'rt1.old' });
    const headers = { authorization: `Bearer ${tokensFor('sid-1', 1).accessToken}` };
    expect(await browser.get('/me', headers)).toMatchObject({ status: 200 });
    expect(await browser.post('/me', {}, headers)).toMatchObject({ status: 200 });
  });

  it('without any is refused as RFC 6750 §3 says: the scheme, and no error code', async () => {
    const { browser } = await runApplication();
    const { status, body, header } = await browser.get('/me');
    expect({ status, challenge: header('www-authenticate'), type: header('content-type') }).toEqual({
      status: 401,
      challenge: 'Bearer',
      type: 'application/problem+json; charset=utf-8',
    });
    expect(body).toMatchObject({ status: 401, code: 'TOKEN_MISSING' });
    expect(await browser.get('/maybe')).toMatchObject({ status: 200, body: { userId: null } });
  });

  it('with a bearer token that is no good is told invalid_token, and with too few roles insufficient_scope', async () => {
    const { browser } = await runApplication();
    const expired = await browser.get('/me', { authorization: `Bearer ${expiredToken()}` });
    expect(expired.header('www-authenticate')).toBe(
      'Bearer error="invalid_token", error_description="The token has expired."',
    );
    const roleless = await browser.get('/editors', { authorization: `Bearer ${tokensFor('sid-1', 1).accessToken}` });
    expect(roleless).toMatchObject({ status: 403, body: { code: 'ROLE_MISSING' } });
    expect(roleless.header('www-authenticate')).toContain('error="insufficient_scope"');
  });

  it('that changes something needs one of our pages behind its cookies', async () => {
    const { browser } = await runApplication();
    browser.hold(tokensFor('sid-1', 1));
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${ORIGIN}.evil.example` },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect(await browser.post('/me', {}, headers)).toMatchObject({ status: 403, body: { code: 'ORIGIN_REFUSED' } });
    }
    expect(await browser.post('/me', {}, { origin: ORIGIN })).toMatchObject({ status: 200 });
    expect(await browser.post('/me', {}, { 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
  });

  it('of a session that has ended is refused, and its cookies are left alone: that verdict is this backend’s own', async () => {
    const { browser, view } = await runApplication();
    browser.hold(tokensFor('sid-1', 1));
    expect(await browser.get('/me')).toMatchObject({ status: 200 });
    view.applyEarly({
      position: 1,
      previous: 0,
      atMs: Date.now(),
      notice: buildSessionNotice({ sid: 'sid-1', userId: 'ana' }),
    });
    const { status, body, setCookies } = await browser.get('/me');
    expect({ status, code: body['code'], setCookies }).toEqual({ status: 401, code: 'SESSION_ENDED', setCookies: [] });
  });

  it('is answered 503, not 401, where nobody can say whether its session lives', async () => {
    const { browser, view } = await runApplication();
    browser.hold(tokensFor('sid-1', 1));
    view.lose();
    const { status, body, header } = await browser.get('/me');
    expect({ status, code: body['code'], retry: header('retry-after') }).toEqual({
      status: 503,
      code: 'STALE',
      retry: '1',
    });
  });
});

describe('refreshing', () => {
  it('answers new tokens in cookies only, and tells the page when to come again', async () => {
    const { api, browser, requests } = await runApplication();
    browser.hold(tokensFor('sid-1', 1, { accessToken: expiredToken() }));
    const next = tokensFor('sid-1', 2);
    api.answer = () => ({ status: 200, body: next });
    const { status, body } = await browser.post(
      '/session/refresh',
      { active: true },
      { origin: ORIGIN, 'user-agent': 'Firefox' },
    );
    expect(requests[0]).toMatchObject({
      call: 'POST /v1/sessions/refresh',
      credential: `Bearer ${SERVICE_KEY}`,
      body: {
        refreshToken: 'rt1.m1.sid-1.1.secret.mac',
        active: true,
        device: { ip: '127.0.0.1', userAgent: 'Firefox' },
      },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      signedIn: true,
      sid: 'sid-1',
      userId: 'ana',
      roles: ['member'],
      rotated: true,
      accessTokenExpiresAtMs: next.accessTokenExpiresAtMs,
    });
    expect(Number(body['refreshDueAtMs'])).toBeLessThan(next.accessTokenExpiresAtMs);
    expect(JSON.stringify(body)).not.toMatch(/rt1\.|eyJ/);
    expect(browser.refreshToken).toBe(next.refreshToken);
    expect(await browser.get('/me')).toMatchObject({ status: 200 });
  });

  it.each([
    ['SESSION_ENDED', { endReason: 'ended-by-admin' }],
    ['REFRESH_REUSED', { kind: 'late-replay' }],
    ['REFRESH_TOKEN_INVALID', {}],
  ])('clears both cookies on the final verdict %s', async (code, members) => {
    const { api, browser } = await runApplication();
    browser.hold(tokensFor('sid-1', 1));
    api.answer = () => problem(401, code, members);
    const { status, body } = await browser.post('/session/refresh');
    expect({ status, code: body['code'], endReason: body['endReason'] }).toEqual({
      status: 401,
      code,
      endReason: 'endReason' in members ? members.endReason : undefined,
    });
    expect(browser.cookies.size).toBe(0);
  });

  it.each<[string, () => ReturnType<typeof problem> | Promise<ReturnType<typeof problem>>, number]>([
    ['does not answer in time', () => new Promise(() => undefined), 503],
    ['answers 500', () => ({ status: 500 }), 503],
    ['does not know the master key', () => problem(503, 'MASTER_KEY_UNKNOWN'), 503],
    ['refuses our service key', () => problem(401, 'SERVICE_KEY_INVALID'), 503],
    ['says 401 without a code', () => ({ status: 401, body: {} }), 503],
    ['says 401 with a code that is not final', () => problem(401, 'TOKEN_EXPIRED'), 503],
    ['answers what are no tokens', () => ({ status: 200, body: { accessToken: 'a; Domain=evil.example' } }), 503],
    ['wants us to wait', () => problem(429, 'RATE_LIMITED'), 429],
    ['is in conflict', () => problem(409, 'CONFLICT'), 409],
  ])('keeps both cookies where the service %s', async (_what, answer, status) => {
    const { api, browser } = await runApplication();
    browser.hold(tokensFor('sid-1', 1));
    api.answer = answer;
    const refused = await browser.post('/session/refresh');
    expect({ status: refused.status, setCookies: refused.setCookies, held: browser.cookies.size }).toEqual({
      status,
      setCookies: [],
      held: 2,
    });
  });

  it('does not clear the cookies of a new sign-in because of a late verdict about the old ones', async () => {
    const { api, browser } = await runApplication();
    browser.hold(tokensFor('sid-old', 1));
    let answerOld: () => void = () => undefined;
    api.answer = (request) =>
      request.call === 'POST /v1/sessions'
        ? { status: 201, body: tokensFor('sid-new', 1) }
        : new Promise((resolve) => {
            answerOld = () => resolve(problem(401, 'SESSION_ENDED', { endReason: 'idle' }));
          });
    const late = browser.post('/session/refresh');
    await expect.poll(() => answerOld.name).toBe('answerOld');
    await browser.post('/login');
    answerOld();
    expect(await late).toMatchObject({ status: 401, setCookies: [] });
    expect(browser.refreshToken).toContain('sid-new');
  });

  it('does not give a browser that has signed in anew the cookies of its old session back', async () => {
    const { api, browser } = await runApplication();
    browser.hold(tokensFor('sid-old', 1));
    let answerOld: () => void = () => undefined;
    api.answer = (request) =>
      request.call === 'POST /v1/sessions'
        ? { status: 201, body: tokensFor('sid-new', 1) }
        : new Promise((resolve) => {
            answerOld = () => resolve({ status: 200, body: { ...tokensFor('sid-old', 2), rotated: true } });
          });
    const late = browser.post('/session/refresh');
    await expect.poll(() => answerOld.name).toBe('answerOld');
    await browser.post('/login');
    answerOld();
    expect(await late).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' }, setCookies: [] });
    expect(browser.refreshToken).toContain('sid-new');
  });

  it('refuses another page, bad input and a browser without a refresh token, and asks the service nothing', async () => {
    const { browser, requests } = await runApplication();
    expect(await browser.post('/session/refresh')).toMatchObject({ status: 401, body: { code: 'TOKEN_MISSING' } });
    browser.hold(tokensFor('sid-1', 1));
    expect(await browser.post('/session/refresh', {}, {})).toMatchObject({
      status: 403,
      body: { code: 'ORIGIN_REFUSED' },
    });
    expect(await browser.post('/session/refresh', { active: 'yes' })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT' },
    });
    expect(await browser.post('/session/refresh', '[]')).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT' },
    });
    expect(await browser.post('/session/refresh', '{"active":')).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED_BODY' },
    });
    expect(await browser.post('/session/refresh', { active: 'x'.repeat(10_000) })).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED_BODY' },
    });
    expect(requests).toEqual([]);
    expect(browser.cookies.size).toBe(2);
  });

  it('clears a cookie that cannot be a refresh token, without sending it anywhere', async () => {
    const { browser, requests } = await runApplication();
    browser.hold({ accessToken: 'x', refreshToken: 'r'.repeat(301) });
    expect(await browser.post('/session/refresh')).toMatchObject({
      status: 401,
      body: { code: 'REFRESH_TOKEN_INVALID' },
    });
    expect(browser.cookies.size).toBe(0);
    expect(requests).toEqual([]);
  });
});

describe('opening a page with an expired access token', () => {
  it('is refused, unless the application wants it refreshed first', async () => {
    const { browser, requests } = await runApplication();
    browser.hold(tokensFor('sid-1', 1, { accessToken: expiredToken() }));
    expect(await browser.get('/me', HTML)).toMatchObject({ status: 401, body: { code: 'TOKEN_EXPIRED' } });
    expect(requests).toEqual([]);
  });

  it('refreshes and goes on; as activity only where a person set it off', async () => {
    const { api, browser, requests } = await runApplication({ refreshOnNavigation: true });
    api.answer = () => ({ status: 200, body: tokensFor('sid-1', 2) });
    for (const [headers, active] of [
      [HTML, true],
      [{ accept: 'text/html', 'sec-fetch-mode': 'navigate' }, false],
    ] as const) {
      browser.hold(tokensFor('sid-1', 1, { accessToken: expiredToken() }));
      expect(await browser.get('/me', headers)).toMatchObject({ status: 200, body: { userId: 'ana' } });
      expect(requests.at(-1)).toMatchObject({ body: { active } });
    }
    expect(browser.refreshToken).toContain('.2.');
  });

  it('refreshes nothing for a script, a prefetch, or a bearer token', async () => {
    const { browser, requests } = await runApplication({ refreshOnNavigation: true });
    browser.hold(tokensFor('sid-1', 1, { accessToken: expiredToken() }));
    for (const headers of [
      { accept: 'application/json' },
      { ...HTML, 'sec-fetch-mode': 'cors' },
      { ...HTML, 'sec-purpose': 'prefetch' },
      { ...HTML, authorization: `Bearer ${expiredToken()}` },
    ]) {
      expect(await browser.get('/me', headers)).toMatchObject({ status: 401, body: { code: 'TOKEN_EXPIRED' } });
    }
    expect(requests).toEqual([]);
  });

  it('is not taken for signed out where the service does not answer', async () => {
    const { browser } = await runApplication({ refreshOnNavigation: true });
    browser.hold(tokensFor('sid-1', 1, { accessToken: expiredToken() }));
    expect(await browser.get('/me', HTML)).toMatchObject({ status: 503, setCookies: [] });
  });
});

describe('signing out', () => {
  it('works with an expired access token, and clears both cookies once the service has ended the session', async () => {
    const { api, browser, requests } = await runApplication();
    browser.hold(tokensFor('sid-1', 1, { accessToken: expiredToken() }));
    api.answer = () => ({ status: 202, body: { sid: 'sid-1', ended: true, propagation: 'pending' } });
    expect(await browser.post('/session/logout')).toMatchObject({
      status: 202,
      body: { ended: true, propagation: 'pending' },
    });
    expect(requests).toMatchObject([
      { call: 'POST /v1/sessions/logout', body: { refreshToken: 'rt1.m1.sid-1.1.secret.mac' } },
    ]);
    expect(browser.cookies.size).toBe(0);
  });

  it('is done already where the service says that the session is over', async () => {
    const { api, browser } = await runApplication();
    browser.hold(tokensFor('sid-1', 1));
    api.answer = () => problem(401, 'REFRESH_TOKEN_INVALID');
    expect(await browser.post('/session/logout')).toMatchObject({ status: 200, body: { ended: false } });
    expect(browser.cookies.size).toBe(0);
  });

  it('is not pretended where the service does not answer', async () => {
    const { browser } = await runApplication();
    browser.hold(tokensFor('sid-1', 1));
    expect(await browser.post('/session/logout')).toMatchObject({ status: 503, setCookies: [] });
    expect(await browser.post('/session/logout', {}, {})).toMatchObject({ status: 403 });
    expect(browser.cookies.size).toBe(2);
  });
});

describe('signing out by a route of the application', () => {
  it('is refused from another page: it would sign its visitor out', async () => {
    const { browser, requests } = await runApplication();
    browser.hold(tokensFor('sid-1', 1));
    expect(await browser.post('/logout', {}, { origin: 'https://evil.example.com' })).toMatchObject({
      setCookies: [],
      body: { ok: false, refusal: { code: 'ORIGIN_REFUSED' } },
    });
    // A cross-site request brings no SameSite=Lax cookie: what is cleared must not be the browser's.
    browser.cookies.clear();
    expect(await browser.post('/logout', {}, { origin: 'https://evil.example.com' })).toMatchObject({ setCookies: [] });
    expect(requests).toEqual([]);
  });

  it('ends the session and clears the cookies', async () => {
    const { api, browser } = await runApplication();
    browser.hold(tokensFor('sid-1', 1));
    api.answer = () => ({ status: 200, body: { sid: 'sid-1', ended: true, propagation: 'acknowledged' } });
    expect(await browser.post('/logout')).toMatchObject({ body: { ok: true, value: { ended: true } } });
    expect(browser.cookies.size).toBe(0);
  });
});

describe('routes for the signed-in person', () => {
  it.each([
    [
      'POST',
      '/session/push-ticket',
      'POST /v1/me/push-ticket',
      { ticket: 't', expiresAtMs: 1 },
      { ticket: 't', expiresAtMs: 1, pushUrl: 'https://push.example.com' },
    ],
    [
      'GET',
      '/session/devices?after=c&limit=5&evil=1',
      'GET /v1/me/sessions?after=c&limit=5',
      { items: [] },
      { items: [] },
    ],
    [
      'POST',
      '/session/devices/sid-2%2F..%2Fx/end',
      'POST /v1/me/sessions/sid-2%2F..%2Fx/revoke',
      { ended: true },
      { ended: true },
    ],
    ['POST', '/session/devices/end-others', 'POST /v1/me/sessions/revoke-others', { epoch: 1 }, { epoch: 1 }],
  ])('%s %s asks in the person’s name', async (method, path, call, answered, expected) => {
    const { api, browser, requests } = await runApplication();
    const tokens = tokensFor('sid-1', 1);
    const send = () => (method === 'GET' ? browser.get(path) : browser.post(path));
    expect(await send()).toMatchObject({ status: 401 });
    browser.hold(tokens);
    api.answer = () => ({ status: 200, body: answered });
    const { status, body } = await send();
    expect({ status, body }).toEqual({ status: 200, body: expected });
    expect(requests).toMatchObject([{ call, credential: `Bearer ${tokens.accessToken}` }]);
    if (method === 'POST') expect(await browser.post(path, {}, {})).toMatchObject({ status: 403 });
    api.answer = () => problem(401, 'SESSION_ENDED', { endReason: 'ended-by-admin' });
    expect(await send()).toMatchObject({
      status: 401,
      body: { code: 'SESSION_ENDED', endReason: 'ended-by-admin' },
      setCookies: [],
    });
    api.answer = () => ({ status: 500 });
    expect(await send()).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  });

  it('tell who is signed in, that nobody is, or that a refresh is due', async () => {
    const { browser } = await runApplication();
    expect(await browser.get('/session/state')).toMatchObject({ status: 200, body: { signedIn: false } });
    const tokens = tokensFor('sid-1', 1);
    browser.hold(tokens);
    const { body, header } = await browser.get('/session/state');
    expect(body).toMatchObject({
      signedIn: true,
      sid: 'sid-1',
      userId: 'ana',
      roles: ['member'],
      accessTokenExpiresAtMs: tokens.accessTokenExpiresAtMs,
      pushUrl: 'https://push.example.com',
    });
    expect(body['refreshDueAtMs']).toBe(tokens.accessTokenExpiresAtMs - 60_000);
    expect(header('cache-control')).toBe('no-store');
    browser.hold({ ...tokens, accessToken: expiredToken() });
    expect(await browser.get('/session/state')).toMatchObject({ status: 401, body: { code: 'TOKEN_EXPIRED' } });
  });
});

describe('options', () => {
  const good = {
    apiUrl: 'http://127.0.0.1',
    serviceKey: SERVICE_KEY,
    verifier: { verify: () => Promise.reject(new Error('unused')) },
    allowedOrigins: [ORIGIN],
  };

  it.each([
    ['an origin with a path', { ...good, allowedOrigins: [`${ORIGIN}/`] }],
    ['an origin that is a pattern', { ...good, allowedOrigins: ['*'] }],
    ['a cookie name that would need quoting', { ...good, cookieBaseName: 'a;b' }],
  ])('that no application can work with are a TypeError: %s', (_what, options) => {
    expect(() => atlasSession(options)).toThrow(TypeError);
  });
});
