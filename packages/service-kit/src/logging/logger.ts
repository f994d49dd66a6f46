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

/** JSON lines. Every line passes the redaction: its fields, its message, its errors and what a child logger was given. */
export function createLogger(options: LoggerOptions): Logger {
  const logger = pino(
    {
      level: options.level,
      base: { name: options.name },
      formatters: { level: (label) => ({ level: label }), log: redactLine },
      // `redactLine` has turned errors into plain fields already.
      serializers: { err: (value: unknown) => value },
      hooks: {
        logMethod(args, method) {
          const [first, second]: readonly unknown[] = args;
          const fields =
            typeof first === 'object' && first !== null ? (first instanceof Error ? { err: first } : first) : {};
          const text = typeof first === 'string' ? first : typeof second === 'string' ? second : messageOf(fields);
          method.call(this, fields, text === undefined ? undefined : redactText(text));
        },
      },
    },
    options.destination ??
      pino.destination({ dest: 1, sync: false, minLength: BLOCK_BYTES, periodicFlush: FLUSH_INTERVAL_MS }),
  );
  // pino passes a child's fields through no formatter; its children inherit this.
  // oxlint-disable-next-line typescript/unbound-method -- called below with the logger it is a child of, which may itself be a child
  const plainChild = logger.child;
  logger.child = function child(this: Logger, fields, childOptions) {
    return plainChild.call(this, redactLine(fields), childOptions);
  } as Logger['child'];
  return logger;
}

/** pino would take an error's message as the line's after the redaction has passed. */
function messageOf(fields: object): string | undefined {
  return 'err' in fields && fields.err instanceof Error ? fields.err.message : undefined;
}
