export { createSessionClient } from './create-session-client.js';
export { describeEnd, type Locale } from './describe-end.js';
export type { Environment, EnvironmentSignal, HttpAnswer, TabChannel } from './environment/environment.js';
export type { PushConnection, PushListener, PushTransport } from './push/push-transport.js';
export type { SessionClient, SessionClientOptions } from './session-client-options.js';
export type { SessionEnd } from './session-end.js';
export type { SessionFacts, SessionState } from './session-state.js';
