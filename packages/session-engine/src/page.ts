/** One page of a list. `next` is opaque and goes back as `after`; without it this is the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export interface PageRequest {
  readonly after?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

/** A list was asked for with an `after` that no page of it ever gave: a caller's bad input, tested with {@link isInvalidCursor}. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';

  constructor() {
    super('the cursor is none that a page of this list has given');
  }
}

export function isInvalidCursor(error: unknown): error is InvalidCursorError {
  return error instanceof Error && error.name === 'InvalidCursorError';
}
