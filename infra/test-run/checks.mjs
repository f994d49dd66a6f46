import { build } from '../build.mjs';
import { checkImports } from './imports-check.mjs';
import { runNode, tool } from './program.mjs';

/** What is checked before any case runs. Each resolves to its cases; a failure has printed its reason by then. */
export const checks = {
  build: async () => [await oneCase('every package compiles and bundles', build())],
  types: () => program('specs and suites type-check', [tool('typescript/bin/tsc'), '-b', 'tsconfig.specs.json']),
  lint: () => program('no lint', [tool('oxlint/bin/oxlint'), '--deny-warnings', '--format', 'default']),
  format: () => program('every file is formatted', [tool('oxfmt/bin/oxfmt'), '--list-different']),
  imports: checkImports,
  client: () =>
    program('the client of the console is what the services serve', [
      'infra/tools/console-client/generate.mjs',
      '--check',
    ]),
  unused: () =>
    program('no dead code, no unused dependency', [tool('knip/bin/knip.js'), '--no-progress', '--no-config-hints']),
};

async function program(title, args) {
  return [
    await oneCase(
      title,
      runNode(args, { label: title }).then(({ code }) => code),
    ),
  ];
}

async function oneCase(title, exitCode) {
  return { title, status: (await exitCode) === 0 ? 'passed' : 'failed' };
}
