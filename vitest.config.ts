import { defineConfig } from 'vitest/config';
import { findChromium } from './infra/chromium.mjs';

const sources = '{packages,services,examples}/*/{src,page}';
/** What needs Kafka, MongoDB and Redis: the programs are started once for all of it. */
const onDistributedEngines = ['packages/{kafka-broadcast,engine-distributed}/src', 'infra/local-engines/src'].map(
  (folder) => `${folder}/**/*.int.spec.ts`,
);

interface Special {
  readonly exclude?: string[];
  readonly globalSetup?: string[];
}

function project(name: string, include: readonly string[], testTimeout: number, special: Special = {}) {
  return {
    extends: true as const,
    test: {
      name,
      include: [...include],
      testTimeout,
      hookTimeout: Math.max(testTimeout, 30_000),
      env: { ATLAS_CHROMIUM: findChromium() ?? '' },
      ...special,
    },
  };
}

export default defineConfig({
  // Packages run from their sources, unbuilt. No aliases: the same `exports` as everyone else, one condition more.
  ssr: { resolve: { conditions: ['atlas-source', 'node', 'development|production'] } },
  resolve: { conditions: ['atlas-source', 'node', 'development|production'] },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    environment: 'node',
    // Two cores: more workers only make timings lie.
    maxWorkers: 2,
    projects: [
      project('unit', [`${sources}/**/*.unit.spec.{ts,tsx}`, 'infra/**/*.unit.spec.ts'], 10_000),
      project('int', [`${sources}/**/*.int.spec.ts`, 'test/int/**/*.spec.ts'], 30_000, {
        exclude: onDistributedEngines,
      }),
      project('distributed', onDistributedEngines, 60_000, {
        globalSetup: ['infra/local-engines/src/vitest-global-setup.ts'],
      }),
      project('races', ['test/races/**/*.spec.ts'], 120_000),
      project('faults', ['test/faults/**/*.spec.ts'], 600_000),
      project('replay', ['test/replay/**/*.spec.ts'], 120_000),
      project('e2e', ['test/e2e/**/*.spec.ts'], 120_000),
    ],
  },
});
