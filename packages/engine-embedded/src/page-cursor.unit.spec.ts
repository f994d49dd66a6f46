import { isInvalidCursor } from '@atlasnode/session-engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, decodeIntegerCursor, encodeCursor, pageOf, rowsForPage } from './page-cursor.js';

describe('a page cursor', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.string({ minLength: 1 }).filter((key) => !key.includes('\0')),
        (ordinal, key) => {
          expect(decodeCursor(encodeCursor(ordinal, key))).toStrictEqual({ ordinal, key });
        },
      ),
    );
  });

  it('is refused where no page gave it, whatever it is', () => {
    for (const cursor of ['', '5', '.x', '5.', 'x.5', '5.a\u0000b', `${'9'.repeat(17)}.x`])
      expect(() => decodeCursor(cursor)).toThrow(expect.toSatisfy(isInvalidCursor));
    for (const cursor of ['', '-1', '1.5', 'x', '9'.repeat(19), '9'.repeat(30)]) {
      expect(() => decodeIntegerCursor(cursor)).toThrow(expect.toSatisfy(isInvalidCursor));
    }
    expect(decodeIntegerCursor('8999999999999999999')).toBe(8_999_999_999_999_999_999n);
  });

  it('is given only where there is more', () => {
    expect(pageOf([1, 2, 3], { limit: 3 }, String)).toStrictEqual({ items: [1, 2, 3] });
    expect(pageOf([1, 2, 3], { limit: 2 }, String)).toStrictEqual({ items: [1, 2], next: '2' });
    expect(pageOf([], { limit: 2 }, String)).toStrictEqual({ items: [] });
  });

  it('asks for pages of 1 to 1,000', () => {
    for (const limit of [0, -1, 1_001, 1.5, Number.NaN]) expect(() => rowsForPage({ limit })).toThrow(TypeError);
    expect([rowsForPage({ limit: 1 }), rowsForPage({ limit: 1_000 })]).toStrictEqual([2, 1_001]);
  });
});
