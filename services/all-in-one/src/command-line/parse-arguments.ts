import { parseArgs } from 'node:util';
import { StartFailure } from '../start-failure.js';
import { durationMs } from './duration.js';
import { leastIdleMs, mostIdleMs } from '../policy-for-idle.js';
import { PORTS } from '../ports.js';

export interface StartArguments {
  readonly task: 'start' | 'help' | 'admin-code';
  readonly fresh: boolean;
  readonly data: string;
  readonly port: number;
  /** Absent: the service's own idle timeout. */
  readonly idleMs?: number;
}

export const DEFAULT_PORT = 4600;
export const DEFAULT_DATA = '.data';

const OPTIONS = {
  fresh: { type: 'boolean', default: false },
  data: { type: 'string', default: DEFAULT_DATA },
  port: { type: 'string', default: String(DEFAULT_PORT) },
  idle: { type: 'string' },
  'admin-code': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws StartFailure naming the argument and what was expected */
export function parseArguments(words: readonly string[]): StartArguments {
  const { values } = readWords(words);
  return {
    task: values.help ? 'help' : values['admin-code'] ? 'admin-code' : 'start',
    fresh: values.fresh,
    data: values.data === '' ? expected('--data', 'a folder') : values.data,
    port: portOf(values.port),
    ...(values.idle === undefined ? {} : { idleMs: idleOf(values.idle) }),
  };
}

function readWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, strict: true, allowPositionals: false });
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
    throw new StartFailure(`${line}. Run with --help for the arguments.`);
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  const most = 65_535 - (PORTS.length - 1);
  return port >= 1 && port <= most ? port : expected('--port', `a whole number from 1 to ${most}`);
}

function idleOf(text: string): number {
  const idleMs = durationMs(text);
  if (idleMs !== undefined && idleMs >= leastIdleMs && idleMs <= mostIdleMs) return idleMs;
  return expected('--idle', 'a time from 10s to 30d, such as 60s, 10m, 2h or 7d');
}

function expected(option: string, what: string): never {
  throw new StartFailure(`${option} expects ${what}.`);
}
