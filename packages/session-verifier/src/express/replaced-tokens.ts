import { createHash } from 'node:crypto';
import { ForgettingMap } from '../view/forgetting-map.js';

/** Longer than any answer about the older token can still be under way. */
const REMEMBERED_MS = 5 * 60_000;
const MAX_REMEMBERED = 50_000;

interface Replacement {
  /** The session of the newer cookies. */
  readonly sid: string;
  readonly atMs: number;
}

/**
 * Refresh tokens whose browser has been given newer cookies by this process since: a late "this session has ended" about one of them
 * must not clear what the browser holds by then, nor may late tokens of an older session take its place. By digest: a token is not kept in memory in order to be forgotten safely.
 */
export class ReplacedTokens {
  readonly #replaced = new ForgettingMap<Replacement>(({ atMs }) => atMs);

  add(refreshToken: string, sid: string, nowMs: number): void {
    this.#replaced.forgetThrough(nowMs - REMEMBERED_MS, 16);
    if (this.#replaced.size >= MAX_REMEMBERED) this.#replaced.forgetThrough(nowMs, 1);
    this.#replaced.put(digest(refreshToken), { sid, atMs: nowMs });
  }

  has(refreshToken: string): boolean {
    return this.#replaced.has(digest(refreshToken));
  }

  /** The session whose cookies took this token's place; undefined where none did. */
  sidAfter(refreshToken: string): string | undefined {
    return this.#replaced.get(digest(refreshToken))?.sid;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
