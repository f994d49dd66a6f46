import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runApi, type RunningApi } from '../../session-api/running-api.js';
import { foreignTokens } from '../../session-api/foreign-tokens.js';
import { RIGHT_CALLS, type Victims } from '../../session-api/right-calls.js';
import { operationsOf, type Operation } from '../../session-api/served-operations.js';
import {
  brokenBodies,
  forgedRefreshTokens,
  rightBody,
  unfitBodies,
  wrongAddresses,
  wrongCredentials,
  wrongFields,
  type SpoiltCall,
} from '../../session-api/spoilt-calls.js';

/*
 * Every route is tried with everything that a hostile or careless caller sends. The routes come from the served document, so that none can
 * be left out; each answer must be a problem that the document names for that route; and afterwards nothing has changed.
 */
const AT_ONCE = 16;

let api: RunningApi;
let victims: Victims;
let operations: readonly Operation[];

beforeAll(async () => {
  api = await runApi({ ATLAS_SIGNING_KEY_PUBLICATION: '1h' });
  victims = { user: await api.start({ userId: 'victim' }), admin: await api.signInAdmin('root') };
  operations = operationsOf((await api.call('/openapi.json')).body);
});
afterAll(() => api.close());

test('the document has every route, and it is known how each is called', () => {
  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(RIGHT_CALLS).toSorted());
  for (const { operationId, hasBody } of operations)
    expect(hasBody, operationId).toBe(RIGHT_CALLS[operationId]?.body !== undefined);
});

describe('every route refuses', () => {
  test('wrong types and unknown fields', () =>
    all(operations.filter(({ hasBody }) => hasBody).flatMap((operation) => wrongFields(operation, victims))));

  test('bodies that are none', () =>
    all(operations.filter(({ hasBody }) => hasBody).flatMap((operation) => brokenBodies(operation))));

  test('huge bodies and bodies of another type', () =>
    all(operations.filter(({ hasBody }) => hasBody).flatMap((operation) => unfitBodies(operation))));

  test('ids and queries that are none', () => all(operations.flatMap((operation) => wrongAddresses(operation))));

  test('credentials that are missing, malformed, foreign or expired', async () => {
    const foreign = await foreignTokens(victims.user.accessToken, api.engine.keys, api.config.keySealingKey);
    const guarded = operations.filter(({ takes }) => takes.length > 0);
    await all(guarded.flatMap((operation) => wrongCredentials(operation, victims, foreign)));
  });

  test('keys without the scope, and tokens without the role', () =>
    all(
      operations.flatMap((operation): readonly SpoiltCall[] => {
        const options = rightBody(operation, victims);
        const weakKey = { name: 'scope', operation, options: { ...options, as: api.keyWith('tickets') } };
        const weakToken = { name: 'role', operation, options: { ...options, as: victims.user.accessToken } };
        const key = { name: 'key', operation, options: { ...options, as: api.key } };
        switch (RIGHT_CALLS[operation.operationId]?.as) {
          case 'key':
            return [{ ...weakKey, expected: { status: 403, code: 'SCOPE_MISSING' } }];
          case 'admin':
            return [
              { ...weakToken, expected: { status: 403, code: 'ROLE_MISSING' } },
              { ...key, expected: { status: 401, code: 'TOKEN_INVALID' } },
            ];
          case 'user':
            return [{ ...key, expected: { status: 401, code: 'TOKEN_INVALID' } }];
          case undefined:
            return [];
        }
      }),
    ));

  test('refresh tokens that were never minted', () =>
    all(
      operations
        .filter(({ operationId }) => operationId === 'refreshSession' || operationId === 'logOut')
        .flatMap((operation) => forgedRefreshTokens(operation, victims)),
    ));
});

test('and nothing has changed by all of it, nor was anything of it logged', async () => {
  expect(await api.call(`/v1/sessions/${victims.user.sid}`, { as: api.key })).toMatchObject({
    body: { status: 'live', rotatedAtMs: victims.user.session.rotatedAtMs },
  });
  const streams = await api.engine.commits.streams({ limit: 100 });
  expect(streams.map(({ stream, version }) => `${stream}@${version}`).toSorted()).toEqual(
    [`session:${victims.user.sid}@1`, `session:${victims.admin.sid}@1`].toSorted(),
  );
  expect((await api.engine.keys.signingKeys()).map((key) => key.state)).toEqual(['current', 'next']);
  expect(api.logged.join('')).not.toMatch(/eyJ|rt1\.|sk1\.|abcde-fghjk/);
});

async function all(calls: readonly SpoiltCall[]): Promise<void> {
  expect(calls.length).toBeGreaterThan(0);
  for (let sent = 0; sent < calls.length; sent += AT_ONCE)
    await Promise.all(calls.slice(sent, sent + AT_ONCE).map(isRefused));
}

/** Sends a spoilt call and holds the answer to what was expected and to what the document promises. */
async function isRefused({ name, operation, options, anonymous, expected }: SpoiltCall): Promise<void> {
  const as = anonymous === true ? undefined : (options.as ?? credentialOf(operation));
  const path = operation.path.replace('{sid}', victims.user.sid).replace('{userId}', 'victim');
  const { as: _sent, ...rest } = options;
  const answer = await api.call(path, { method: operation.method, ...rest, ...(as === undefined ? {} : { as }) });
  const what = `${operation.operationId}, ${name}: ${JSON.stringify(answer.body)}`;
  expect(answer.headers.get('content-type'), what).toContain('application/problem+json');
  expect(answer, what).toMatchObject({
    status: expected.status,
    body: {
      type: 'about:blank',
      title: expect.any(String),
      status: expected.status,
      code: expected.code,
      instance: expect.any(String),
      ...(expected.code === 'INVALID_INPUT' && {
        errors: [{ path: expect.stringContaining(expected.path ?? ''), expected: expect.stringMatching(/^expected/) }],
      }),
    },
  });
  expect(operation.problems, what).toContain(`${expected.status} ${expected.code}`);
}

function credentialOf({ operationId }: Operation): string | undefined {
  const credentials = { key: api.key, user: victims.user.accessToken, admin: victims.admin.accessToken };
  const as = RIGHT_CALLS[operationId]?.as;
  return as === undefined ? undefined : credentials[as];
}
