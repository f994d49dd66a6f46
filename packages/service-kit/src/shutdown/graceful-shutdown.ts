import type { Logger } from '../logging/logger.js';

export interface Closable {
  readonly name: string;
  close(): Promise<void>;
}

/** `npm start` hands on a Ctrl-C that the terminal has sent to the whole group already: what follows so soon is the same one. */
const SAME_SIGNAL_MS = 500;
/** Past this the first signal is as good as the second. */
const DEADLINE_MS = 15_000;

/**
 * For a `main.ts`. First SIGTERM or SIGINT: closes the parts in the order given, each after the one before, then leaves with 0. Second
 * signal, or no end within 15 s: leaves at once with 1.
 */
export function gracefulShutdown(
  parts: readonly Closable[],
  logger: Logger,
  host: Pick<NodeJS.Process, 'on' | 'exit'> = process,
): void {
  let askedAtMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (askedAtMs !== undefined && performance.now() - askedAtMs < SAME_SIGNAL_MS) return;
    if (askedAtMs !== undefined) {
      logger.warn({ signal }, 'forced to leave');
      leave(host, logger, 1);
      return;
    }
    askedAtMs = performance.now();
    logger.info({ signal }, 'shutting down');
    setTimeout(() => leave(host, logger, 1), DEADLINE_MS).unref();
    void closeAll(parts, logger).then((failures) => leave(host, logger, failures === 0 ? 0 : 1));
  };
  host.on('SIGTERM', onSignal);
  host.on('SIGINT', onSignal);
}

/** A part that fails to close does not keep the others from closing. @returns how many failed */
export async function closeAll(parts: readonly Closable[], logger: Logger): Promise<number> {
  let failures = 0;
  for (const part of parts) {
    try {
      await part.close();
    } catch (error) {
      failures += 1;
      logger.error({ err: error, part: part.name }, 'did not close');
    }
  }
  return failures;
}

function leave(host: Pick<NodeJS.Process, 'exit'>, logger: Logger, code: number): void {
  logger.flush(() => host.exit(code));
}
