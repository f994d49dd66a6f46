import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { engineNotBuilt, type EngineChoice } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';

/** @throws ConfigError for an engine that is not part of this build */
export function openEngine(choice: EngineChoice): Promise<Engine> {
  switch (choice.engine) {
    case 'embedded':
      return openEmbeddedEngine({ path: choice.path });
    case 'distributed':
      return Promise.reject(engineNotBuilt(choice));
  }
}
