import type { Verifier } from '@atlasnode/session-verifier';
import { Router } from 'express';

/** Live: this process answers. Ready: it also has the keys to tell an administrator's token from any other. */
export function healthRoutes(verifier: Pick<Verifier, 'ready'>): Router {
  const routes = Router();
  routes.get('/health/live', (_req, res) => {
    res.json({ status: 'live' });
  });
  routes.get('/health/ready', (_req, res) => {
    const ok = verifier.ready();
    res.status(ok ? 200 : 503).json({ status: ok ? 'ready' : 'not-ready', parts: [{ part: 'keys', ok }] });
  });
  return routes;
}
