import { expect, test } from 'vitest';
import { z } from 'zod';
import { runApi, type RunningApi } from '../../session-api/running-api.js';
import { RIGHT_CALLS, type Victims } from '../../session-api/right-calls.js';
import { operationsOf, type Operation } from '../../session-api/served-operations.js';
import { rightBody } from '../../session-api/spoilt-calls.js';

/** Those that end what the others need. */
const LAST = ['logOut', 'revokeSession', 'revokeMySession', 'revokeUserSessions', 'revokeEverySession'];

test('every route, called rightly, answers what its document promises and no field more', async () => {
  const api = await runApi({ ATLAS_SIGNING_KEY_PUBLICATION: '0s' });
  try {
    const document = (await api.call('/openapi.json')).body;
    const operations = operationsOf(document).toSorted(
      (left, right) => LAST.indexOf(left.operationId) - LAST.indexOf(right.operationId),
    );
    for (const operation of operations) {
      // Each its own people: what one call ends the next one needs.
      const victims = { user: await api.start({ userId: 'victim' }), admin: await api.signInAdmin('root') };
      const answer = await call(api, operation, victims);
      const what = `${operation.operationId}: ${answer.status} ${JSON.stringify(answer.body)}`;
      // The one code that is sent is nobody's.
      if (operation.operationId === 'signInAdmin') expect(answer.status, what).toBe(401);
      else expect(answer.status, what).toBeOneOf([200, 201]);
      const schema = answerSchema(document, operation, answer.status);
      expect(schema === undefined, what).toBe(operation.operationId === 'metrics');
      if (schema !== undefined) expect(schema.safeParse(answer.body).error?.issues ?? [], what).toEqual([]);
    }
  } finally {
    await api.close();
  }
});

function call(api: RunningApi, operation: Operation, victims: Victims) {
  const { as } = RIGHT_CALLS[operation.operationId] ?? {};
  const credentials = { key: api.key, user: victims.user.accessToken, admin: victims.admin.accessToken };
  const path = operation.path.replace('{sid}', victims.user.sid).replace('{userId}', 'victim');
  return api.call(path, {
    method: operation.method,
    ...rightBody(operation, victims),
    ...(as === undefined ? {} : { as: credentials[as] }),
  });
}

/** The documented schema of an answer; undefined for one that is not JSON. */
function answerSchema(document: Readonly<Record<string, unknown>>, operation: Operation, status: number) {
  const { components, paths } = JSON.parse(
    JSON.stringify(document).replaceAll('#/components/schemas/', '#/$defs/'),
  ) as Served;
  const content = paths[operation.path]?.[operation.method.toLowerCase()]?.responses[status]?.content ?? {};
  const schema = Object.entries(content).find(([type]) => type.endsWith('json'))?.[1].schema;
  return schema === undefined ? undefined : z.fromJSONSchema({ ...schema, $defs: components.schemas });
}

interface Served {
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<number, ServedAnswer>> }>>>
  >;
}
interface ServedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema: Record<string, unknown> }>>;
}
