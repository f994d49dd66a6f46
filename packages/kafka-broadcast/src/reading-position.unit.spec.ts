import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import type { BroadcastListener } from './broadcast.js';
import { LostContinuity, ReadingPosition } from './reading-position.js';

function message(offset: number, atMs: number): KafkaMessage {
  return {
    key: null,
    value: Buffer.from(String(offset)),
    timestamp: String(atMs),
    attributes: 0,
    offset: String(offset),
    headers: {},
  };
}

function reading(listener: Partial<BroadcastListener> = {}) {
  const told: string[] = [];
  const position = new ReadingPosition(() => 1_000, {
    onRecord: ({ offset, atMs }) => told.push(`${offset} at ${atMs}`),
    onLost: () => told.push('lost'),
    onReady: ({ next, atMs }) => told.push(`ready at ${next}, ${atMs}`),
    onFault: ({ message: text }) => told.push(text),
    ...listener,
  });
  return { position, told };
}

/** One that has read 5 to 7 of a log of 0 to 7. */
function caughtUp(listener: Partial<BroadcastListener> = {}) {
  const opened = reading(listener);
  opened.position.timeToLookUp();
  opened.position.startOver(5, { low: 0, high: 8 });
  for (const offset of [4, 5, 6, 7]) opened.position.take(message(offset, 2_000 + offset));
  return opened;
}

describe('reading position', () => {
  it('tells the asked records, not the one before them, and is ready at the end as it was', () => {
    expect(caughtUp().told).toStrictEqual(['5 at 2005', '6 at 2006', '7 at 2007', 'ready at 8, 2007']);
  });

  it('is ready at once where nothing is of the asked time, as of that time', () => {
    const { position, told } = reading();
    expect(position.timeToLookUp()).toBe(1_000);
    expect(position.startOver(8, { low: 0, high: 8 })).toBe(7);
    expect(told).toStrictEqual(['ready at 8, 1000']);
    position.take(message(7, 500));
    position.take(message(8, 1_500));
    expect(told.slice(1)).toStrictEqual(['8 at 1500']);
  });

  it('reads the last record once more when it resumes, tells nothing twice and goes on', () => {
    const { position, told } = caughtUp();
    expect(position.timeToLookUp()).toBeUndefined();
    expect(position.resume({ low: 0, high: 10 })).toBe(7);
    for (const offset of [7, 8, 9]) position.take(message(offset, 2_000 + offset));
    expect(told.slice(4)).toStrictEqual(['8 at 2008', '9 at 2009']);
  });

  it('knows a log that was made anew and has grown past its position by the time of the last record', () => {
    const { position, told } = caughtUp();
    position.resume({ low: 0, high: 900 });
    expect(() => position.take(message(7, 9_999))).toThrow(LostContinuity);
    expect(told.at(-1)).toBe('lost');
    expect(position.timeToLookUp()).toBe(1_000);
  });

  it.each([
    ['the log was cut behind it', { low: 8, high: 20 }],
    ['the log ends before it', { low: 0, high: 7 }],
    ['the log is empty', { low: 0, high: 0 }],
  ])('loses continuity where %s', (_, state) => {
    const { position, told } = caughtUp();
    expect(() => position.resume(state)).toThrow(LostContinuity);
    expect(told.at(-1)).toBe('lost');
  });

  it.each([
    ['first', 5],
    ['a later', 9],
    ['an earlier', 3],
  ])('loses continuity where another record than the next comes: %s', (which, offset) => {
    const { position, told } = which === 'first' ? reading() : caughtUp();
    if (which === 'first') position.startOver(5, { low: 0, high: 8 });
    expect(() => position.take(message(offset, 2_000))).toThrow(LostContinuity);
    expect(told.at(-1)).toBe('lost');
  });

  it('loses continuity where nothing proves that the log is the same', () => {
    const { position, told } = reading();
    position.timeToLookUp();
    position.startOver(8, { low: 0, high: 8 });
    expect(position.timeToLookUp()).toBeUndefined();
    expect(() => position.resume({ low: 0, high: 8 })).toThrow(LostContinuity);
    expect(told).toStrictEqual(['ready at 8, 1000', 'lost']);
  });

  it('looks an empty log up again without a word: it has told nothing', () => {
    const { position, told } = reading();
    position.timeToLookUp();
    position.startOver(0, { low: 0, high: 0 });
    expect(position.timeToLookUp()).toBe(1_000);
    position.startOver(0, { low: 0, high: 2 });
    position.take(message(0, 3_000));
    expect(told).toStrictEqual(['ready at 0, 1000', '0 at 3000']);
  });

  it('never lets the time of its records step back, and says so', () => {
    const { position, told } = caughtUp();
    position.take(message(8, 1_000));
    expect(told.slice(4)).toStrictEqual(["the broker's time stepped back by 1007 ms", '8 at 2007']);
  });

  it('a listener that fails has missed a record: continuity is lost', () => {
    const { position } = reading({
      onRecord: () => {
        throw new TypeError('cannot read that');
      },
    });
    position.startOver(0, { low: 0, high: 2 });
    expect(() => position.take(message(0, 1))).toThrow(/cannot read that/);
    expect(position.timeToLookUp()).toBe(1_000);
  });
});
