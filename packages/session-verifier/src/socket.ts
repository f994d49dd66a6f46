export { socketSource, type SocketSourceOptions } from './source/socket-source.js';
export type { OpenSource, RevocationSource } from './source/revocation-source.js';
