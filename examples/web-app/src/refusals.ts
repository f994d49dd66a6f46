import type { ErrorRequestHandler } from 'express';
import { sendRefusal, type RefusalResponder } from '@atlasnode/session-verifier/express';
import { pageContext } from './page-context.js';
import { messagePage } from './pages/message.page.js';

/** A person who opens a page gets a page; a program gets the problem (RFC 9457). */
export function answerRefusal(pushUrl: string): RefusalResponder {
  return (req, res, refused) => {
    const page = pageContext(req, pushUrl);
    if (!req.accepts('html')) sendRefusal(res, refused, false);
    else if (refused.status === 401) res.redirect(303, '/sign-in');
    else if (refused.code === 'ROLE_MISSING') res.status(403).send(messagePage(page, page.texts.forbidden));
    else res.status(refused.status).send(messagePage(page, page.texts.unavailable));
  };
}

/** Something behind the page did not answer. The log is told why, the person is not. */
export function answerFault(pushUrl: string, onFault: (error: Error) => void): ErrorRequestHandler {
  return (error: Error, req, res, _next) => {
    onFault(error);
    const page = pageContext(req, pushUrl);
    if (res.headersSent) res.destroy();
    else res.status(503).send(messagePage(page, page.texts.unavailable));
  };
}
