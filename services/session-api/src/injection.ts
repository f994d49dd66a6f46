/** What session-api injects by, beside service-kit's tokens. */
export const CONFIG = Symbol('configuration');
export const COMMANDS = Symbol('session commands');
export const SIGNING_KEYS = Symbol('signing keys');
export const REFRESH_TOKENS = Symbol('refresh tokens');
export const TOKEN_ISSUER = Symbol('token issuer');
export const AUTHENTICATOR = Symbol('authenticator');
export const TOKEN_READER = Symbol('access token reader');
export const SIGN_IN_LIMIT = Symbol('limit of administrators signing in');
export const REFUSED_TOKEN_LIMIT = Symbol('limit of refused refresh tokens');
