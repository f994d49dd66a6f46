import { fileURLToPath } from 'node:url';
import { createVerifier, httpIntrospection, jwksUrl } from '@atlasnode/session-verifier';
import { atlasSession } from '@atlasnode/session-verifier/express';
import { socketSource } from '@atlasnode/session-verifier/socket';
import express, { type Express } from 'express';
import { devicesRoutes } from './devices.routes.js';
import { rememberLanguage } from './language.js';
import { pageHeaders } from './page-headers.js';
import { answerFault, answerRefusal } from './refusals.js';
import { signInRoutes } from './sign-in.routes.js';
import { siteRoutes } from './site.routes.js';
import type { WebAppOptions } from './web-app-options.js';

export interface WebApp {
  readonly app: Express;
  /** Stops following revocations. */
  readonly close: () => Promise<void>;
}

// From src/ and from dist/ alike: the page's script and style are bundled to dist/page.
const ASSETS = fileURLToPath(new URL('../dist/page', import.meta.url));

export function createWebApp(options: WebAppOptions): WebApp {
  const { apiUrl, pushUrl, serviceKey, onFault = () => undefined } = options;

  // 1. Judges every request from memory: the token's signature, and a local view of which sessions have ended.
  const verifier = createVerifier({
    strategy: 'live',
    issuer: options.issuer ?? apiUrl,
    audience: 'demo',
    keys: jwksUrl(`${apiUrl}/.well-known/jwks.json`),
    source: socketSource({ url: pushUrl, serviceKey, onFault }),
    introspect: httpIntrospection({ apiUrl, serviceKey }),
  });

  // 2. Keeps the tokens in httpOnly cookies and brings the routes that the browser SDK calls.
  const sessions = atlasSession({
    apiUrl,
    serviceKey,
    verifier,
    pushUrl,
    cookieBaseName: 'atlas_demo',
    allowedOrigins: options.origins,
    refreshOnNavigation: true,
    onRefused: answerRefusal(pushUrl),
    onFault,
  });

  // 3. The application.
  const app = express();
  app.disable('x-powered-by');
  app.use(pageHeaders(pushUrl));
  app.use('/assets', express.static(ASSETS, { index: false, cacheControl: false }));
  app.use(sessions.routes);
  app.use(rememberLanguage);
  app.use(signInRoutes(sessions, options));
  app.use(devicesRoutes(sessions, options));
  app.use(siteRoutes(sessions, options));
  app.use(answerFault(pushUrl, onFault));
  return { app, close: () => verifier.close() };
}
