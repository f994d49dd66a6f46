import { runNode } from './program.mjs';

/** A tool that cannot read the sources finds nothing wrong with them: below this many modules it has not read them. */
const fewestModules = 50;

/** The law of imports: one case for each rule, and one for having looked at all. */
export async function checkImports() {
  const { code, output } = await runNode(['infra/tools/import-law/check.mjs'], {
    label: 'law of imports',
    capture: true,
  });
  if (code !== 0) return [{ title: 'the law of imports could be checked', status: 'failed' }];
  const { modules, rules } = JSON.parse(output);
  const seen = modules >= fewestModules;
  const cases = [
    { title: `at least ${fewestModules} modules are read (${modules})`, status: seen ? 'passed' : 'failed' },
    ...rules.map(({ name, broken }) => ({ title: name, status: broken.length === 0 ? 'passed' : 'failed' })),
  ];
  for (const { title, status } of cases) process.stdout.write(`  ${status === 'passed' ? '✓' : '✗'} ${title}\n`);
  for (const { name, reason, broken } of rules) {
    if (broken.length > 0)
      process.stdout.write(`\n${name}: ${reason}\n${broken.map((line) => `    ${line}\n`).join('')}`);
  }
  return cases;
}
