// Prints as JSON how many modules were seen and what broke each rule. Lives here because dependency-cruiser reads sources
// through the JavaScript API of the TypeScript compiler, which only this package has.
import { cruise } from 'dependency-cruiser';
import { root } from '../../bootstrap.mjs';
import { rules } from './rules.mjs';

process.chdir(root);

const { output } = await cruise(
  ['packages', 'services', 'examples'],
  {
    validate: true,
    ruleSet: { forbidden: rules.map((rule) => ({ severity: 'error', ...rule })) },
    // Type imports are imports: a type of the wrong package is a dependency all the same.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)(?:dist|golden)/' },
    combinedDependencies: true,
  },
  {
    conditionNames: ['atlas-source', 'types', 'import', 'node', 'default'],
    exportsFields: ['exports'],
    extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json', '.d.ts'],
  },
);

const modules = output.modules.filter((module) => /^(?:packages|services|examples)\/.*\.tsx?$/.test(module.source));
process.stdout.write(
  JSON.stringify({
    modules: modules.length,
    rules: rules.map(({ name, comment }) => ({
      name,
      reason: comment,
      broken: output.summary.violations
        .filter((violation) => violation.rule.name === name)
        .map((violation) => `${violation.from} → ${violation.to}`),
    })),
  }),
);
