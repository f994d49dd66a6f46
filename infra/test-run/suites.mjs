import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../bootstrap.mjs';
import { findChromium, installChromium } from '../chromium.mjs';
import { runNode, tool } from './program.mjs';

/** The projects of vitest.config.ts, in the order of their cost. */
export const suites = ['unit', 'int', 'races', 'faults', 'replay', 'e2e'];

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
  return casesOf(suite, { report, code, filtered: only !== undefined });
}

function casesOf(suite, { report, code, filtered }) {
  if (!existsSync(report))
    return code === 0 ? [] : [failure(`${suite}: vitest ended with exit code ${code} and no report`)];
  const cases = JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap((file) => casesOfFile(file, filtered));
  const explained = code === 0 || cases.some((each) => each.status === 'failed');
  // An error that no case owns (an unhandled rejection, a worker that died) still fails the run.
  return explained ? cases : [...cases, failure(`${suite}: an error outside of every case`)];
}

function casesOfFile({ name, status, assertionResults }, filtered) {
  const file = relative(root, name);
  if (status === 'failed' && assertionResults.length === 0)
    return [{ ...failure(`${file} could not be loaded`), file }];
  return assertionResults
    .map((each) => ({ title: each.title, around: each.ancestorTitles, status: statusOf(each.status), file }))
    .filter((each) => !(filtered && each.status === 'skipped'));
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
