import { inject } from 'vitest';
import type { EngineAddresses } from './local-engines.js';

declare module 'vitest' {
  interface ProvidedContext {
    engines: EngineAddresses | null;
  }
}

/** The engines that every spec of a run shares; undefined where they cannot be had, and what needs them is skipped. */
export function enginesForTests(): EngineAddresses | undefined {
  return inject('engines') ?? undefined;
}
