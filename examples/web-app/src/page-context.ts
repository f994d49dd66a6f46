import { sessionOf } from '@atlasnode/session-verifier/express';
import type { Request } from 'express';
import { languageOf, textsOf } from './language.js';
import type { PageContext } from './pages/layout.js';
import { personOf } from './people.js';

const SHORT_SESSIONS_CLIENT = 'demo-short';

/** What every page is rendered with. */
export function pageContext(req: Request, pushUrl: string): PageContext {
  const session = sessionOf(req);
  const person = personOf(session?.userId);
  return {
    texts: textsOf(req),
    language: languageOf(req),
    path: req.path,
    pushUrl,
    ...(person && { person }),
    isShort: session?.clientId === SHORT_SESSIONS_CLIENT,
  };
}
