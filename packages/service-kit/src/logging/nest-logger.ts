import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** Nest's own words: its progress while starting is for debugging, its warnings and errors are ours too. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown, context: unknown) => logger.debug({ context }, textOf(message)),
    debug: (message: unknown, context: unknown) => logger.trace({ context }, textOf(message)),
    verbose: (message: unknown, context: unknown) => logger.trace({ context }, textOf(message)),
    warn: (message: unknown, context: unknown) => logger.warn({ context }, textOf(message)),
    error: (message: unknown, ...context: unknown[]) => logger.error({ context }, textOf(message)),
    fatal: (message: unknown, ...context: unknown[]) => logger.fatal({ context }, textOf(message)),
  };
}

function textOf(message: unknown): string {
  return message instanceof Error ? message.message : String(message);
}
