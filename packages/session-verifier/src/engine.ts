export {
  engineSource,
  type EngineSourceOptions,
  type RevocationFeed,
  type RevocationFeedListener,
} from './source/engine-source.js';
export type { OpenSource, RevocationSource } from './source/revocation-source.js';
