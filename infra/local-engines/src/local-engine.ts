import type { EngineProcess } from './engine-process.js';

export interface LocalEngine {
  readonly process: EngineProcess;
  /** Where clients find it, in the form that services are configured with. */
  readonly url: string;
}
