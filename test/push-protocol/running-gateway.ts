import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { GatewayUnderTest, PushSession } from './gateway-under-test.js';

/** What of `.data/run.json` is needed. */
const runFile = z.object({ demo: z.url(), api: z.url(), push: z.url(), serviceKey: z.string() });
const tokens = z.object({ sid: z.string(), accessToken: z.string() });
const ticketAnswer = z.object({ ticket: z.string() });

interface RunningSession extends PushSession {
  readonly accessToken: string;
}

/** A system that is running, driven over its HTTP API alone. Nobody else's session is touched. */
export async function openRunningGateway(path: string): Promise<GatewayUnderTest> {
  const run = runFile.parse(JSON.parse(await readFile(path, 'utf8')));
  const sessions = new Map<string, RunningSession>();

  async function call(method: 'GET' | 'POST', route: string, bearer: string, body?: object): Promise<unknown> {
    const answer = await fetch(new URL(route, run.api), {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  return {
    url: run.push,
    allowedOrigin: new URL(run.demo).origin,
    serviceKey: run.serviceKey,
    startSession: async ({ userId = `ana-${crypto.randomUUID()}`, roles = ['member'] } = {}) => {
      const { sid, accessToken } = tokens.parse(await call('POST', '/v1/sessions', run.serviceKey, { userId, roles }));
      const session: RunningSession = {
        sid,
        userId,
        accessToken,
        ticket: async () => ticketAnswer.parse(await call('POST', '/v1/me/push-ticket', accessToken, {})).ticket,
      };
      sessions.set(sid, session);
      return session;
    },
    endSession: async ({ sid }) => void (await call('POST', `/v1/sessions/${sid}/revoke`, run.serviceKey, {})),
    endUser: async (userId, exceptSid) =>
      void (await call(
        'POST',
        `/v1/users/${encodeURIComponent(userId)}/sessions/revoke`,
        run.serviceKey,
        exceptSid === undefined ? {} : { except: exceptSid },
      )),
    close: async () => undefined,
  };
}
