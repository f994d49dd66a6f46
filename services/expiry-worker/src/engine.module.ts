import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { engineNotBuilt, type EngineChoice } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';

/** The one place where this service chooses its engine. @throws ConfigError for one that is not part of this build */
export function openEngine(choice: EngineChoice): Promise<Engine> {
  if (choice.engine === 'embedded') return openEmbeddedEngine({ path: choice.path });
  throw engineNotBuilt(choice);
}
