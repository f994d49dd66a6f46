import { isConfigError } from '@atlasnode/service-kit';
import { say } from './banner.js';
import { HELP } from './command-line/help-text.js';
import { parseArguments } from './command-line/parse-arguments.js';
import { readOutsideWorld } from './config.js';
import { askForCode } from './data-folder/code-requests.js';
import { dataFiles } from './data-folder/data-files.js';
import { openEngine } from './engine.module.js';
import { portFailureOf } from './free-ports.js';
import { run } from './run.js';
import { isStartFailure } from './start-failure.js';

async function main(): Promise<void> {
  const outside = readOutsideWorld();
  const asked = parseArguments(outside.words);
  switch (asked.task) {
    case 'help':
      say(HELP);
      return;
    case 'admin-code': {
      const { adminCode, console: address } = await askForCode(dataFiles(asked.data));
      say(`${adminCode}\nSigns an administrator in at ${address}, once, within 15 minutes.\n`);
      return;
    }
    case 'start':
      return run(asked, outside, openEngine);
  }
}

/** What a person can set right is said in its own words; anything else is a fault of ours and shows where it comes from. */
function wordsFor(error: unknown): string {
  const known = portFailureOf(error) ?? error;
  if (isStartFailure(known) || isConfigError(known)) return known.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${wordsFor(error)}\n`);
  process.exit(1);
}
