import { isEngineError } from '@atlasnode/session-engine';
import type { Message } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inPieces, PartitionQueue, type Sent } from './partition-queue.js';

interface Sending {
  readonly values: readonly unknown[];
  readonly acknowledge: (sent: Sent) => void;
  readonly fail: (error: Error) => void;
}

function open() {
  const sendings: Sending[] = [];
  const givenUp: string[] = [];
  const queue = new PartitionQueue({
    send: (messages) =>
      new Promise((resolve, reject) => {
        sendings.push({ values: messages.map(({ value }) => value), acknowledge: resolve, fail: reject });
      }),
    giveUp: (reason) => givenUp.push(reason),
  });
  return { queue, sendings, givenUp };
}

const message = (value: string): Message => ({ value });
const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);

describe('partition queue', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has one send in flight, and the next takes all that came meanwhile', async () => {
    const { queue, sendings } = open();
    const first = queue.add([message('a')]);
    await settle();
    const [second, third] = [queue.add([message('b'), message('c')]), queue.add([message('d')])];
    await settle();
    expect(sendings.map(({ values }) => values)).toStrictEqual([['a']]);
    sendings[0]?.acknowledge({ offset: 7, atMs: 70 });
    expect(await first).toStrictEqual({ offset: 7, atMs: 70 });
    await settle();
    expect(sendings.map(({ values }) => values)).toStrictEqual([['a'], ['b', 'c', 'd']]);
    sendings[1]?.acknowledge({ offset: 8, atMs: 80 });
    expect(await Promise.all([second, third])).toStrictEqual([
      { offset: 8, atMs: 80 },
      { offset: 10, atMs: 80 },
    ]);
  });

  it('a send past the deadline is unknown to its caller, and holds its place until it settles', async () => {
    const { queue, sendings, givenUp } = open();
    const first = queue.add([message('a')]).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(isEngineError(await first, 'OUTCOME_UNKNOWN')).toBe(true);
    expect(givenUp).toHaveLength(1);
    const again = queue.add([message('a again')]);
    await settle();
    // It may still be written: nothing may overtake it.
    expect(sendings).toHaveLength(1);
    sendings[0]?.fail(new Error('the connection was cut'));
    await settle();
    expect(sendings.map(({ values }) => values)).toStrictEqual([['a'], ['a again']]);
    sendings[1]?.acknowledge({ offset: 1, atMs: 1 });
    await again;
  });

  it('what was never sent by its deadline was not done, and is not sent later', async () => {
    const { queue, sendings } = open();
    const stuck = queue.add([message('stuck')]).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    const waiting = queue.add([message('waiting')]).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(isEngineError(await waiting, 'UNAVAILABLE')).toBe(true);
    sendings[0]?.fail(new Error('cut'));
    await stuck;
    await settle();
    expect(sendings).toHaveLength(1);
  });

  it('one that fails fails its callers and lets the next go', async () => {
    const { queue, sendings } = open();
    const failing = queue.add([message('a')]).catch((error: unknown) => error);
    await settle();
    const next = queue.add([message('b')]);
    sendings[0]?.fail(new Error('not this time'));
    expect(await failing).toStrictEqual(new Error('not this time'));
    await settle();
    sendings[1]?.acknowledge({ offset: 3, atMs: 3 });
    expect(await next).toStrictEqual({ offset: 3, atMs: 3 });
  });

  it('no send holds more than 500 messages or 800 KB, where they are not one caller’s', async () => {
    const { queue, sendings } = open();
    void queue.add([message('first')]);
    await settle();
    const many = Array.from({ length: 300 }, () => message('x'));
    for (let caller = 0; caller < 3; caller += 1) void queue.add(many);
    void queue.add([message('y'.repeat(799_999))]);
    for (let sent = 0; sent < 5; sent += 1) {
      sendings[sent]?.acknowledge({ offset: 0, atMs: 0 });
      await settle();
    }
    expect(sendings.map(({ values }) => values.length)).toStrictEqual([1, 300, 300, 300, 1]);
  });
});

describe('pieces of a call', () => {
  it('are whole, in order, and none is too large', () => {
    const messages = [
      ...Array.from({ length: 1_200 }, (_, index) => message(`${index}`)),
      message('z'.repeat(700_000)),
      message('z'.repeat(700_000)),
    ];
    const pieces = inPieces(messages);
    expect(pieces.map(({ length }) => length)).toStrictEqual([500, 500, 201, 1]);
    expect(pieces.flat()).toStrictEqual(messages);
    expect(inPieces([])).toStrictEqual([]);
  });
});
