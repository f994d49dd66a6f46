import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createLogger } from '../logging/logger.js';
import { gracefulShutdown, type Closable } from './graceful-shutdown.js';

const logger = createLogger({ name: 'spec', level: 'silent', destination: { write: () => undefined } });

function hosted(parts: readonly Closable[]) {
  const signals = new EventEmitter();
  const left: Array<number | string | null | undefined> = [];
  const exit = vi.fn((code?: number | string | null): never => {
    left.push(code);
    return undefined as never;
  });
  gracefulShutdown(parts, logger, { on: signals.on.bind(signals) as NodeJS.Process['on'], exit });
  return { left, send: (signal: string) => signals.emit(signal, signal) };
}

test('the first signal closes the parts one after the other, then leaves with 0', async () => {
  const closed: string[] = [];
  const part = (name: string): Closable => ({
    name,
    close: async () => {
      await Promise.resolve();
      closed.push(name);
    },
  });
  const { left, send } = hosted([part('service'), part('engine')]);
  send('SIGTERM');
  await expect.poll(() => left).toEqual([0]);
  expect(closed).toEqual(['service', 'engine']);
});

test('a part that fails to close keeps no other from closing, and the code says so', async () => {
  let closed = false;
  const failing = { name: 'service', close: () => Promise.reject(new Error('stuck')) };
  const other = {
    name: 'engine',
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
  const { left, send } = hosted([failing, other]);
  send('SIGINT');
  await expect.poll(() => left).toEqual([1]);
  expect(closed).toBe(true);
});

test('the second signal leaves at once, unless it is the first one delivered twice', async () => {
  const { left, send } = hosted([{ name: 'slow', close: () => new Promise(() => undefined) }]);
  send('SIGTERM');
  send('SIGTERM');
  expect(left).toEqual([]);
  await sleep(600);
  expect(left).toEqual([]);
  send('SIGINT');
  await expect.poll(() => left).toEqual([1]);
});
