import { sessionOf, type AtlasSession } from '@atlasnode/session-verifier/express';
import { Router } from 'express';
import { pageContext } from './page-context.js';
import { editorPage } from './pages/editor.page.js';
import { homePage } from './pages/home.page.js';
import { messagePage } from './pages/message.page.js';
import type { WebAppOptions } from './web-app-options.js';

export function siteRoutes(sessions: AtlasSession, { pushUrl }: WebAppOptions): Router {
  const routes = Router();

  routes.get('/', sessions.requireSession, (req, res) => {
    const session = sessionOf(req);
    if (session) res.send(homePage(pageContext(req, pushUrl), session));
  });

  // The role is in the token: nothing is looked up.
  routes.get('/editor', sessions.requireRole('editor'), (req, res) => {
    res.send(editorPage(pageContext(req, pushUrl)));
  });

  routes.use(sessions.attach, (req, res) => {
    const page = pageContext(req, pushUrl);
    res.status(404).send(messagePage(page, page.texts.notFound));
  });

  return routes;
}
