import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Authentication } from './authentication.js';
import { refusal, sendRefusal, type Refusal } from './refusal.js';

/** Answers a request that is refused: redirects to the sign-in page, say. */
export type RefusalResponder = (req: Request, res: Response, refused: Refusal) => void;

/** Lets pass who is signed in, and who is and has a role. */
export class Guards {
  readonly #authentication: Authentication;
  readonly #respond: RefusalResponder;

  constructor(authentication: Authentication, respond: RefusalResponder = respondWithProblem) {
    this.#authentication = authentication;
    this.#respond = respond;
  }

  readonly requireSession: RequestHandler = (req, res, next) => this.#guard(req, res, next, () => undefined);

  requireRole(...roles: readonly string[]): RequestHandler {
    const missing = refusal('ROLE_MISSING', `Needs the role ${roles.join(' or ')}.`);
    return (req, res, next) =>
      this.#guard(req, res, next, () => {
        const has = req.atlas?.signedIn === true && req.atlas.session.roles.some((role) => roles.includes(role));
        return has ? undefined : missing;
      });
  }

  #guard(req: Request, res: Response, next: NextFunction, rule: () => Refusal | undefined): void {
    this.#authentication.attach(req, res, (error?: unknown) => {
      if (error !== undefined) return next(error);
      const refused = req.atlas?.signedIn === false ? req.atlas.refusal : rule();
      if (refused === undefined) return next();
      this.#respond(req, res, refused);
    });
  }
}

export function respondWithProblem(req: Request, res: Response, refused: Refusal): void {
  sendRefusal(res, refused, req.atlas?.via === 'bearer');
}
