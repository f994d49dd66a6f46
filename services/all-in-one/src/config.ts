import { commonVariables, defineConfig, loadConfig, variable, type Environment } from '@atlasnode/service-kit';
import { z } from 'zod';

/** What all-in-one reads for itself; every other `ATLAS_…` variable is handed to the services, which check it. */
export const allInOneConfig = defineConfig({
  logLevel: commonVariables.logLevel,
  requestLog: variable(
    'ATLAS_REQUEST_LOG',
    z.enum(['all', 'problems', 'none']).prefault('problems'),
    'Which requests get their one log line: every one, those answered with a problem, or none.',
  ),
});
export type AllInOneConfig = z.infer<typeof allInOneConfig>;

export interface OutsideWorld {
  readonly config: AllInOneConfig;
  readonly environment: Environment;
}

/** @throws ConfigError with every fault */
export function readOutsideWorld(): OutsideWorld {
  const config = loadConfig(allInOneConfig, process.env);
  const set = Object.entries(process.env).filter(([name]) => name.startsWith('ATLAS_'));
  return {
    config,
    environment: { ...Object.fromEntries(set), ATLAS_REQUEST_LOG: config.requestLog },
  };
}
