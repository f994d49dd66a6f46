import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../bootstrap.mjs';
import { findChromium, installChromium } from '../chromium.mjs';
import { runNode, tool } from './program.mjs';

/** The projects of vitest.config.ts, in the order of their cost. */
export const suites = ['unit', 'int', 'distributed', 'races', 'faults', 'replay', 'e2e'];

const vitest = tool('vitest/vitest.mjs');

/**
 * Runs one suite. `only` is a pattern on the full title: cases that it leaves out are no cases of this run.
 * Each case has a title, the titles around it, a status, and the file it is in.
 */
export async function runSuite(suite, { files = [], only } = {}) {
  if (suite === 'e2e' && findChromium() === undefined) return withoutChromium(files);
  const report = join(root, '.cache', 'test', `${suite}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const args = ['run', '--project', suite, '--passWithNoTests', '--silent=passed-only'];
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  if (only !== undefined) args.push('--testNamePattern', only);
  const { code } = await runNode([vitest, ...args, ...files], { label: suite });
  const cases = casesOf(suite, { report, code, only });
  return suite === 'distributed' ? withoutEngines(cases) : cases;
}

/** Names what is missing, where Kafka, Redis and the MongoDB-protocol server cannot be had here. */
async function withoutEngines(cases) {
  const why = await whyNoEngines();
  if (why === undefined) return cases;
  if (process.env.ATLAS_REQUIRE_ALL === '1') return [failure(`distributed: ${why}`)];
  return cases.map((each) => (each.status === 'skipped' ? { ...each, why } : each));
}

async function whyNoEngines() {
  // Addresses in the environment are used instead of programs of this machine.
  if (process.env.ATLAS_MONGO_URL) return undefined;
  const compiled = await runNode([tool('typescript/bin/tsc'), '-b', 'infra/local-engines'], { label: 'local engines' });
  if (compiled.code !== 0) return undefined;
  const { missingRequirements } = await import(join(root, 'infra/local-engines/dist/index.js'));
  const missing = missingRequirements().map(({ program, install }) => `${program} is not installed: ${install}`);
  return missing.length === 0 ? undefined : missing.join('; ');
}

function casesOf(suite, { report, code, only }) {
  if (!existsSync(report))
    return code === 0 ? [] : [failure(`${suite}: vitest ended with exit code ${code} and no report`)];
  const cases = JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap((file) => casesOfFile(file, only));
  const explained = code === 0 || cases.some((each) => each.status === 'failed');
  // An error that no case owns (an unhandled rejection, a worker that died) still fails the run.
  return explained ? cases : [...cases, failure(`${suite}: an error outside of every case`)];
}

function casesOfFile({ name, status, assertionResults }, only) {
  const file = relative(root, name);
  if (status === 'failed' && assertionResults.length === 0)
    return [{ ...failure(`${file} could not be loaded`), file }];
  return assertionResults
    .map((each) => ({ title: each.title, around: each.ancestorTitles, status: statusOf(each.status), file }))
    .filter((each) => each.status !== 'skipped' || isChosen(each, only));
}

/** vitest reports what a pattern leaves out as skipped. */
function isChosen({ title, around }, only) {
  return only === undefined || new RegExp(only).test([...around, title].join(' '));
}

function statusOf(status) {
  return status === 'passed' || status === 'failed' ? status : 'skipped';
}

function failure(title) {
  return { title, around: [], status: 'failed' };
}

async function withoutChromium(files) {
  const why = `Chromium is not installed: ${installChromium}`;
  const { output } = await runNode([vitest, 'list', '--project', 'e2e', '--json', ...files], {
    label: 'e2e',
    capture: true,
  });
  const listed = JSON.parse(output || '[]').map(({ name, file }) => ({
    title: name,
    around: [],
    status: 'skipped',
    why,
    file: relative(root, file),
  }));
  return process.env.ATLAS_REQUIRE_ALL === '1' ? [...listed, failure(`e2e: ${why}`)] : listed;
}
