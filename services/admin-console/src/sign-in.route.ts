import type { AtlasSession } from '@atlasnode/session-verifier/express';
import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { passBack } from './pass-back.js';
import { sendProblem } from './problem.js';

export interface SignInRoute {
  readonly apiUrl: string;
  readonly serviceKey: string;
  readonly sessions: Pick<AtlasSession, 'adopt'>;
  readonly onFault: (error: unknown) => void;
}

const signInRequest = z.strictObject({ code: z.string().min(1).max(64) });
const ANSWER_WITHIN_MS = 5_000;
const MAX_USER_AGENT = 512;

/** Trades a one-time code for the cookies of an administrator's session; the tokens go no further than here. */
export function signInRoute(options: SignInRoute): Router {
  const routes = Router();
  routes.post('/console/sign-in', express.json({ limit: '4kb' }), async (req, res) => {
    const parsed = signInRequest.safeParse(req.body);
    if (parsed.success) await signIn(options, parsed.data.code, req, res);
    else sendProblem(res, 'INVALID_INPUT');
  });
  return routes;
}

async function signIn(
  { apiUrl, serviceKey, sessions, onFault }: SignInRoute,
  code: string,
  req: Request,
  res: Response,
): Promise<void> {
  try {
    const answer = await fetch(new URL('/v1/admin/sign-in', apiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${serviceKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ code, device: deviceOf(req) }),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (!answer.ok) return await passBack(answer, res);
    sessions.adopt(req, res, await answer.json());
    res.status(204).end();
  } catch (error) {
    onFault(error);
    sendProblem(res, 'UNAVAILABLE');
  }
}

function deviceOf(req: Request): { readonly ip?: string; readonly userAgent?: string } {
  const userAgent = req.get('user-agent')?.slice(0, MAX_USER_AGENT);
  return {
    ...(req.ip !== undefined && { ip: req.ip }),
    ...(userAgent !== undefined && userAgent !== '' && { userAgent }),
  };
}
