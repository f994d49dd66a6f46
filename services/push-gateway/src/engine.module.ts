import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { engineNotBuilt, type EngineChoice } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';

/** The only place that knows which engines there are. @throws ConfigError */
export async function openEngine(choice: EngineChoice): Promise<Engine> {
  if (choice.engine === 'embedded') return openEmbeddedEngine({ path: choice.path });
  throw engineNotBuilt(choice);
}
