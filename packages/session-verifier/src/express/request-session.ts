import type { Request } from 'express';
import type { VerifiedSession } from '../result.js';
import type { Refusal } from './refusal.js';

/** Where the access token of a request came from. */
export type CredentialSource = 'cookie' | 'bearer' | 'none';

/** Who a request is from, as `attach` found out. */
export type RequestSession =
  | {
      readonly signedIn: true;
      readonly session: VerifiedSession;
      readonly accessToken: string;
      readonly via: CredentialSource;
    }
  | { readonly signedIn: false; readonly refusal: Refusal; readonly via: CredentialSource };

declare global {
  namespace Express {
    interface Request {
      /** Set by `attach` of the session skin. */
      atlas?: RequestSession;
    }
  }
}

/** The session of a request that `attach` has seen; undefined where nobody is signed in. */
export function sessionOf(req: Request): VerifiedSession | undefined {
  return req.atlas?.signedIn === true ? req.atlas.session : undefined;
}

/** The verified access token of a request that `attach` has seen, for a backend that calls another in the person's name. Belongs in no log and no answer. */
export function accessTokenOf(req: Request): string | undefined {
  return req.atlas?.signedIn === true ? req.atlas.accessToken : undefined;
}
