import { say } from './say.js';
import { HELP } from './command-line/help-text.js';
import { parseArguments, type StartArguments } from './command-line/parse-arguments.js';
import { dataFiles } from './data-folder/data-files.js';
import { openFolder } from './data-folder/open-folder.js';
import { portFailureOf, requireFreePorts } from './free-ports.js';
import { portsFrom } from './ports.js';
import { isStartFailure } from './start-failure.js';

/*
 * The services are loaded only once nothing stands in their way any more: that takes a second or more, and who mistyped an argument should not
 * wait for it.
 */
async function main(): Promise<void> {
  const asked = parseArguments(process.argv.slice(2));
  switch (asked.task) {
    case 'help':
      say(HELP);
      return;
    case 'admin-code':
      return showCode(asked);
    case 'start':
      return start(asked);
  }
}

async function showCode({ data }: StartArguments): Promise<void> {
  const { askForCode } = await import('./data-folder/code-requests.js');
  const { adminCode, console: address } = await askForCode(dataFiles(data));
  say(`${adminCode}\nSigns an administrator in at ${address}, once, within 15 minutes.\n`);
}

async function start(asked: StartArguments): Promise<void> {
  const ports = portsFrom(asked.port);
  await requireFreePorts(ports);
  const files = await openFolder(asked.data);
  const [{ run }, { readOutsideWorld }, { openEngine }] = await Promise.all([
    import('./run.js'),
    import('./config.js'),
    import('./engine.module.js'),
  ]);
  await run({ ...asked, ports, files, outside: readOutsideWorld(), openEngine });
}

/** What a person can set right is said in its own words; anything else is a fault of ours and shows where it comes from. */
function wordsFor(error: unknown): string {
  const known = portFailureOf(error) ?? error;
  if (!(known instanceof Error)) return String(known);
  return isStartFailure(known) || known.name === 'ConfigError' ? known.message : (known.stack ?? known.message);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${wordsFor(error)}\n`);
  process.exit(1);
}
