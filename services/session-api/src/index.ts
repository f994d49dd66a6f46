export { loadSessionApiConfig, sessionApiConfig, type SessionApiConfig } from './config.js';
export { ADMIN_AUDIENCE, ADMIN_CLIENT, ADMIN_ROLE, adminUserId } from './auth/admin-identity.js';
export { issueAdminCode, type AdminCodeRequest } from './issue-admin-code/issue-admin-code.js';
export { PROBLEMS, type ProblemCode } from './problems.js';
export { startSessionApi, type SessionApiOptions } from './start.js';
export type { SessionView } from './session-view/session-view.schema.js';
export type { SessionTokens } from './tokens/tokens.schema.js';
