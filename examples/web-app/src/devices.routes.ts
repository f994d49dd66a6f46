import { accessTokenOf, sessionOf, type AtlasSession } from '@atlasnode/session-verifier/express';
import express, { Router, type Request } from 'express';
import { pageContext } from './page-context.js';
import { devicesPage, type Device } from './pages/devices.page.js';
import type { WebAppOptions } from './web-app-options.js';

/** "My devices": asks session-api in the person's own name, so it can show and end nobody else's. */
export function devicesRoutes(sessions: AtlasSession, { apiUrl, pushUrl }: WebAppOptions): Router {
  const routes = Router();

  routes.get('/devices', sessions.requireSession, async (req, res) => {
    const answer = await ask(req, 'GET', '');
    const { items } = (await answer.json()) as { readonly items: readonly Device[] };
    res.send(devicesPage(pageContext(req, pushUrl), items));
  });

  routes.post(
    '/devices/sign-out',
    sessions.requireSession,
    express.urlencoded({ extended: false, limit: '4kb' }),
    async (req, res) => {
      const { sid } = req.body as { readonly sid?: unknown };
      if (sid === sessionOf(req)?.sid) await sessions.signOut(req, res);
      else await ask(req, 'POST', `/${encodeURIComponent(String(sid))}/revoke`);
      res.redirect(303, '/devices');
    },
  );

  routes.post('/devices/sign-out-others', sessions.requireSession, async (req, res) => {
    await ask(req, 'POST', '/revoke-others');
    res.redirect(303, '/devices');
  });

  async function ask(req: Request, method: 'GET' | 'POST', path: string): Promise<Response> {
    const answer = await fetch(`${apiUrl}/v1/me/sessions${path}`, {
      method,
      headers: { authorization: `Bearer ${accessTokenOf(req)}` },
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) throw new Error(`${method} /v1/me/sessions${path} answered ${answer.status}`);
    return answer;
  }

  return routes;
}
