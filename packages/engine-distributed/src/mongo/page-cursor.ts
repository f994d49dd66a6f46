import { InvalidCursorError, type Page, type PageRequest } from '@atlasnode/session-engine';

const MAX_PAGE = 1_000;
/** Milliseconds until the year 33658. */
const INSTANT_DIGITS = 15;

/** One item more than the page: how the next page is known to exist. @throws TypeError */
export function itemsForPage({ limit }: PageRequest): number {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw new TypeError(`a page has 1 to ${MAX_PAGE} items, not ${limit}`);
  return limit + 1;
}

/** @param found the items from the page's beginning on, one more than asked for where there are more */
export function pageOf<Found, Item>(
  found: readonly Found[],
  { limit }: PageRequest,
  as: { readonly item: (found: Found) => Item; readonly cursor: (last: Found) => string },
): Page<Item> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map((each) => as.item(each));
  return found.length <= limit || last === undefined ? { items } : { items, next: as.cursor(last) };
}

/** An instant as text that sorts as the instant does. */
export function sortableInstant(ms: number): string {
  return String(Math.max(0, Math.floor(ms))).padStart(INSTANT_DIGITS, '0');
}

/** One text that sorts by an instant, then by a key: a page is one range of it, never an `$or`. */
export function sortable(ms: number, key: string): string {
  return `${sortableInstant(ms)}#${key}`;
}

/** What `sortable` has made. @throws InvalidCursorError */
export function sortableCursor(cursor: string): string {
  if (!/^\d{15}#./su.test(cursor)) throw new InvalidCursorError();
  return cursor;
}
