import { InvalidCursorError, type Page, type PageRequest } from '@atlasnode/session-engine';

const MAX_PAGE = 1_000;

/** One item more than the page: how the next page is known to exist. @throws TypeError */
export function rowsForPage({ limit }: PageRequest): number {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw new TypeError(`a page has 1 to ${MAX_PAGE} items, not ${limit}`);
  return limit + 1;
}

/** @param found the items from the page's beginning on, one more than asked for where there are more */
export function pageOf<Item>(
  found: readonly Item[],
  { limit }: PageRequest,
  cursorOf: (last: Item) => string,
): Page<Item> {
  if (found.length <= limit) return { items: found };
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return last === undefined ? { items } : { items, next: cursorOf(last) };
}

/** A cursor of an integer and a text, in the order of both. */
export function encodeCursor(ordinal: number, key: string): string {
  return `${ordinal}.${key}`;
}

/** @throws InvalidCursorError */
export function decodeCursor(cursor: string): { readonly ordinal: number; readonly key: string } {
  const match = /^(-?\d{1,16})\.(.+)$/su.exec(cursor);
  const ordinal = Number(match?.[1]);
  if (match?.[2] === undefined || !Number.isSafeInteger(ordinal) || cursor.includes('\0'))
    throw new InvalidCursorError();
  return { ordinal, key: match[2] };
}

/** A cursor that is a key itself; any text is one. @throws InvalidCursorError where it cannot be */
export function decodeKeyCursor(cursor: string | undefined): string {
  if (cursor?.includes('\0') === true) throw new InvalidCursorError();
  return cursor ?? '';
}

/** A cursor that is one integer, of 64 bits at most. @throws InvalidCursorError */
export function decodeIntegerCursor(cursor: string): bigint {
  if (!/^\d{1,18}$|^[1-8]\d{18}$/.test(cursor)) throw new InvalidCursorError();
  return BigInt(cursor);
}
