import { isDuplicateKey } from './mongo-failure.js';
import { persist } from './persist.js';

/**
 * Writes a document unless a newer one is stored: `update` changes it only where the stored one is older, and with `upsert`
 * inserts it where there is none. Of two first writes at once MongoDB may refuse the *newer* with a duplicate key: then the other
 * one is there, and it is overwritten without `upsert` if it is older.
 */
export async function upsertNewer(update: (options: { readonly upsert: boolean }) => Promise<unknown>): Promise<void> {
  await persist(async () => {
    try {
      await update({ upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await update({ upsert: false });
    }
  });
}
