import { sessionOf, type AtlasSession, type Refusal } from '@atlasnode/session-verifier/express';
import express, { Router } from 'express';
import { pageContext } from './page-context.js';
import { signInPage } from './pages/sign-in.page.js';
import { passwordIsRight, personOf } from './people.js';
import type { Texts } from './texts/en.js';
import type { WebAppOptions } from './web-app-options.js';

export function signInRoutes(sessions: AtlasSession, { pushUrl, shortServiceKey }: WebAppOptions): Router {
  const routes = Router();

  routes.get('/sign-in', sessions.attach, (req, res) => {
    if (sessionOf(req)) res.redirect('/');
    else res.send(signInPage(pageContext(req, pushUrl)));
  });

  routes.post('/sign-in', express.urlencoded({ extended: false, limit: '4kb' }), async (req, res) => {
    const page = pageContext(req, pushUrl);
    const fields = req.body as { readonly person?: unknown; readonly short?: unknown };
    const person = personOf(fields.person);
    if (person === undefined) return void res.status(400).send(signInPage(page, page.texts.signIn.choose));

    // Read before the password is checked: if "sign out everywhere" comes in between, the sign-in below is refused.
    const epochs = await sessions.epochsOf(person.id);
    if (!(await passwordIsRight(person))) return void res.status(403).send(signInPage(page, page.texts.signIn.choose));

    const signedIn = await sessions.signIn(req, res, {
      userId: person.id,
      roles: person.roles,
      amr: ['pwd'],
      ...(epochs && { epochs }),
      ...(fields.short === 'yes' && { serviceKey: shortServiceKey }),
    });
    if (signedIn.ok) res.redirect(303, '/');
    else res.status(signedIn.refusal.status).send(signInPage(page, whyNot(signedIn.refusal, page.texts)));
  });

  routes.post('/sign-out', async (req, res) => {
    await sessions.signOut(req, res);
    res.redirect(303, '/sign-in');
  });

  return routes;
}

function whyNot({ code }: Refusal, { signIn }: Texts): string {
  if (code === 'SIGN_IN_OVERTAKEN') return signIn.overtaken;
  return code === 'SESSION_LIMIT_REACHED' ? signIn.limit : signIn.unavailable;
}
