/** `node infra/local-engines/dist/main.js`: starts the engines, prints their addresses, runs until it is told to stop. */
import { startLocalEngines } from './local-engines.js';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

try {
  const engines = await startLocalEngines({ progress: say });
  for (const [name, value] of Object.entries(engines.env)) say(`${name}=${value}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void engines.stop().then(() => process.exit(0)));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
