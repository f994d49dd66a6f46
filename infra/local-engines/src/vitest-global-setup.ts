import type { TestProject } from 'vitest/node';
import type {} from './engines-for-tests.js';
import { startLocalEngines, type EngineAddresses } from './local-engines.js';
import { describeMissing, missingRequirements } from './requirement.js';

/** One set of engines for a whole run: those in the environment, else local ones. */
export default async function setUpEngines(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const configured = addressesInEnvironment();
  const missing = configured === undefined ? missingRequirements() : [];
  if (missing.length > 0) {
    if (process.env['ATLAS_REQUIRE_ALL'] === '1') throw new Error(describeMissing(missing));
    project.provide('engines', null);
    return undefined;
  }
  if (configured !== undefined) {
    project.provide('engines', configured);
    return undefined;
  }
  const engines = await startLocalEngines({ progress: (line) => process.stdout.write(`${line}\n`) });
  project.provide('engines', engines.env);
  return () => engines.stop();
}

function addressesInEnvironment(): EngineAddresses | undefined {
  const { ATLAS_KAFKA_BROKERS, ATLAS_MONGO_URL, ATLAS_REDIS_URL } = process.env;
  if (!ATLAS_KAFKA_BROKERS || !ATLAS_MONGO_URL || !ATLAS_REDIS_URL) return undefined;
  return { ATLAS_KAFKA_BROKERS, ATLAS_MONGO_URL, ATLAS_REDIS_URL };
}
