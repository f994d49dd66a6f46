import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EngineHealth } from '@atlasnode/session-engine';
import type { Connection } from './sqlite/connection.js';

const PARTS = [
  'commit store',
  'directory',
  'event log',
  'revocation channel',
  'job scheduler',
  'audit store',
  'key store',
] as const;
const LEAST_FREE_BYTES = 64 * 1024 * 1024;
/** A write that failed so long ago, with none after it, says nothing of now. */
const FAILURE_COUNTS_MS = 10_000;

/** All parts stand or fall with the one file. */
export class EngineHealthWatch {
  readonly #connection: Connection;
  readonly #path: string;
  #failure: { readonly message: string; readonly at: number } | undefined;

  constructor(connection: Connection, path: string) {
    this.#connection = connection;
    this.#path = path;
  }

  writeFailed(error: unknown): void {
    this.#failure = { message: error instanceof Error ? error.message : String(error), at: performance.now() };
  }

  report(): readonly EngineHealth[] {
    const detail = this.#fault();
    return PARTS.map((part) => (detail === undefined ? { part, ok: true } : { part, ok: false, detail }));
  }

  #fault(): string | undefined {
    if (!this.#connection.isOpen) return 'the engine is closed';
    if (this.#failure !== undefined && performance.now() - this.#failure.at < FAILURE_COUNTS_MS) {
      return `a write to the database file failed: ${this.#failure.message}`;
    }
    return this.#path === ':memory:' ? undefined : lackOfSpace(this.#path);
  }
}

function lackOfSpace(path: string): string | undefined {
  const { bavail, bsize } = statfsSync(dirname(path));
  const freeBytes = bavail * bsize;
  if (freeBytes >= LEAST_FREE_BYTES) return undefined;
  return `the disk of the database file has ${Math.floor(freeBytes / 1024 / 1024)} MB left; free at least ${LEAST_FREE_BYTES / 1024 / 1024} MB`;
}
