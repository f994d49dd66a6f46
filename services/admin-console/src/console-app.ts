import type { Logger } from '@atlasnode/service-kit';
import { createVerifier, jwksUrl } from '@atlasnode/session-verifier';
import { accessTokenOf, atlasSession } from '@atlasnode/session-verifier/express';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { AdminConsoleConfig } from './config.js';
import { healthRoutes } from './health.routes.js';
import { pageRoutes } from './page.routes.js';
import { sendProblem } from './problem.js';
import { requireSameOrigin } from './same-origin.js';
import { securityHeaders } from './security-headers.js';
import { serviceProxy } from './service-proxy.js';
import { signInRoute } from './sign-in.route.js';

const ADMIN_AUDIENCE = 'atlas-admin';

/** Its own, for every application on one host shares one cookie jar: `__Host-atlas_admin_at`. */
const COOKIE_BASE_NAME = 'atlas_admin';

export function createConsoleApp(
  config: AdminConsoleConfig,
  logger: Logger,
): { readonly app: Express; readonly close: () => Promise<void> } {
  const { apiUrl, auditUrl, pushUrl, serviceKey, origins } = config;
  const onFault = (error: unknown): void => logger.warn({ err: error }, 'a service behind the console did not answer');
  // Signature and expiry alone: whatever is passed on, the services judge again, with their own views of what has ended.
  const verifier = createVerifier({
    strategy: 'jwt',
    issuer: config.issuer,
    audience: ADMIN_AUDIENCE,
    keys: jwksUrl(`${apiUrl}/.well-known/jwks.json`),
  });
  const sessions = atlasSession({
    apiUrl,
    serviceKey,
    verifier,
    pushUrl,
    allowedOrigins: origins,
    cookieBaseName: COOKIE_BASE_NAME,
    onFault,
  });

  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.use(healthRoutes(verifier));
  app.use(requireSameOrigin(origins));
  app.use(sessions.routes);
  app.use(signInRoute({ apiUrl, serviceKey, sessions, onFault }));
  app.use('/v1', sessions.requireSession);
  app.use(serviceProxy({ apiUrl, auditUrl, accessTokenOf, onFault }));
  app.use(pageRoutes({ pushUrl }));
  app.use((_req, res) => sendProblem(res, 'NOT_FOUND'));
  app.use(answerError(onFault));
  return { app, close: () => verifier.close() };
}

function answerError(onFault: (error: unknown) => void): ErrorRequestHandler {
  return (error: { readonly status?: number }, _req, res, _next) => {
    // What the body parsers refuse says its status; everything else is a fault behind the page.
    if (error.status === 413) return sendProblem(res, 'BODY_TOO_LARGE');
    if (error.status === 400) return sendProblem(res, 'MALFORMED_BODY');
    onFault(error);
    if (res.headersSent) res.destroy();
    else sendProblem(res, 'UNAVAILABLE');
  };
}
