// npm test: checks, then suites, then one summary. Options for a quick run while developing:
//   --unit           the unit suite alone          --checks      the checks alone
//   --only NAME      one check or suite, repeatable --contracts  the contract suites of the ports alone
//   FILTER …         only spec files whose path contains it
import { parseArgs } from 'node:util';
import { bootstrap, fail } from './bootstrap.mjs';

await bootstrap();
const { checks } = await import('./test-run/checks.mjs');
const { contractPattern, tallyContracts } = await import('./test-run/contracts.mjs');
const { suites, runSuite } = await import('./test-run/suites.mjs');
const { summarize } = await import('./test-run/summary.mjs');

const { values: options, positionals: files } = parseOptions();
const everything = [...Object.keys(checks), ...suites];
const chosen = chooseParts();
const only = options.contracts ? contractPattern : undefined;
// A filtered run says nothing about the contracts it left out.
const countsContracts =
  options.contracts || (files.length === 0 && chosen.includes('int') && chosen.includes('distributed'));

const parts = [];
for (const name of chosen) {
  process.stdout.write(`\n── ${name}\n`);
  const startedAt = Date.now();
  const cases = suites.includes(name) ? await runSuite(name, { files, only }) : await checks[name]();
  parts.push({ name, cases, tookMs: Date.now() - startedAt });
  if (name === 'build' && cases.some(({ status }) => status === 'failed')) break;
}

const built = parts.length === chosen.length;
const contracts = built && countsContracts ? tallyContracts(parts.flatMap((part) => part.cases)) : undefined;
process.exitCode = summarize(parts, contracts) ? 0 : 1;

function parseOptions() {
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({
      allowPositionals: true,
      options: { unit: flag, checks: flag, contracts: flag, only: { type: 'string', multiple: true, default: [] } },
    });
  } catch (error) {
    return fail(error.message);
  }
}

function chooseParts() {
  const unknown = options.only.filter((name) => !everything.includes(name));
  if (unknown.length > 0) fail(`There is no ${unknown.join(', ')}; there are: ${everything.join(', ')}.`);
  if (options.contracts) return ['unit', 'int', 'distributed'];
  const named = [...options.only, ...(options.unit ? ['unit'] : []), ...(options.checks ? Object.keys(checks) : [])];
  if (named.length === 0) return files.length === 0 ? everything : suites;
  return everything.filter((name) => named.includes(name));
}
