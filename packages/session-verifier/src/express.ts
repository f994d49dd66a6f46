export { atlasSession, type AtlasSession, type AtlasSessionOptions } from './express/atlas-session.js';
export type { RefusalResponder } from './express/guards.js';
export { sendRefusal, type Refusal, type SkinRefusalCode } from './express/refusal.js';
export { accessTokenOf, sessionOf, type CredentialSource, type RequestSession } from './express/request-session.js';
export type { EndedByLogout, Kept } from './express/session-keeper.js';
export type { SessionReport } from './express/session-report.js';
export type { SignIn, SignInEpochs, SignInResult } from './express/sign-in.js';
