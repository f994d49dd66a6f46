import { InvalidCursorError } from '@atlasnode/session-engine';
import type { CommitDocument } from './commit.schema.js';

/** Where a page of pending commits ends. */
export function pendingCursor({ pendingSince = 0, _id }: CommitDocument): string {
  return `${pendingSince}#${_id}`;
}

/** @throws InvalidCursorError */
export function pendingPlace(cursor: string): { readonly sinceMs: number; readonly id: string } {
  const match = /^(-?\d{1,16})#(.+)$/su.exec(cursor);
  if (match?.[1] === undefined || match[2] === undefined) throw new InvalidCursorError();
  return { sinceMs: Number(match[1]), id: match[2] };
}
