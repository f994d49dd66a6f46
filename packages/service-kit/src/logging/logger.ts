import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { redactLine, redactText } from './redaction.js';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly name: string;
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Standard output by default, written in blocks; {@link Logger.flush} before leaving. */
  readonly destination?: DestinationStream;
}

/** Lines gather up to this many bytes or this long: one write per line would cost more than the line. */
const BLOCK_BYTES = 4_096;
const FLUSH_INTERVAL_MS = 500;

/** JSON lines. Every line passes the redaction, its message and errors included. */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      name: options.name,
      level: options.level,
      base: { name: options.name },
      formatters: { level: (label) => ({ level: label }), log: redactLine },
      hooks: {
        logMethod(args, method) {
          const [first, second, ...rest] = args;
          if (typeof first === 'string') return method.apply(this, [redactText(first), ...(second === undefined ? [] : [second]), ...rest] as Parameters<typeof method>);
          return method.apply(this, [first, typeof second === 'string' ? redactText(second) : second, ...rest] as Parameters<typeof method>);
        },
      },
    },
    options.destination ?? pino.destination({ dest: 1, sync: false, minLength: BLOCK_BYTES, periodicFlush: FLUSH_INTERVAL_MS }),
  );
}
