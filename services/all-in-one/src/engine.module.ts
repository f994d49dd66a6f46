import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import type { Engine } from '@atlasnode/session-engine';

/** All services share this one: what runs in one process needs no cluster. */
export function openEngine(path: string): Promise<Engine> {
  return openEmbeddedEngine({ path });
}
