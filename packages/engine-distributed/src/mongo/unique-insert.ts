import { isDuplicateKey, isMistake } from './mongo-failure.js';
import { persist } from './persist.js';

export interface Claim {
  /** Names this writer's attempt. */
  readonly mark: string;
  /** Inserts the document, whose `_id` one writer alone may have. */
  readonly insert: () => Promise<unknown>;
  /** The mark of the document that is stored under that `_id`. */
  readonly storedMark: () => Promise<string | undefined>;
}

/**
 * Inserts a document and tells whether it is the one that is stored. A write may be applied although its caller saw an error, and
 * one that the driver repeated may collide with itself: so after any error at all the stored document is read back.
 */
export async function claim({ mark, insert, storedMark }: Claim): Promise<boolean> {
  return persist(async (attempts) => {
    while (!attempts.expired) {
      try {
        await insert();
        return true;
      } catch (error) {
        if (isMistake(error)) throw error;
        const stored = await storedMark();
        if (stored !== undefined) return stored === mark;
        // Nobody's after a duplicate key: not committed by a majority yet, so it is looked for again.
        if (!isDuplicateKey(error)) throw error;
      }
    }
    throw new Error('nobody waits any more');
  });
}
