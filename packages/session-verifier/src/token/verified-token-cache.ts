import { TokensByUser } from './tokens-by-user.js';
import type { VerifiedToken } from './verified-token.js';

/** The signature's tail: of one token in 2^190 the same, and the whole token is compared after it. */
const KEY_LENGTH = 32;
/** How many used tokens get a second chance before one has to go whatever its use. */
const SECOND_CHANCES = 4;

/**
 * Tokens verified before, bounded, the least used leaving first (second chance). Keyed by the last 32 characters, since hashing a fresh
 * string of 1 KB, as every request brings one, costs more than all the rest of a hit; then the *whole* token is compared.
 */
export class VerifiedTokenCache {
  readonly #maxSize: number;
  readonly #tokens = new Map<string, VerifiedToken>();
  readonly #byUser: TokensByUser;
  #hand: MapIterator<[string, VerifiedToken]> | undefined;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
    this.#byUser = new TokensByUser(maxSize);
  }

  get size(): number {
    return this.#tokens.size;
  }

  find(token: string): VerifiedToken | undefined {
    const found = this.#tokens.get(token.slice(-KEY_LENGTH));
    if (found === undefined || found.token !== token) return undefined;
    found.used = true;
    return found;
  }

  /** `token.token` must be a string of its own: a slice of a request's header would keep all of the header. */
  keep(token: VerifiedToken): void {
    if (this.#maxSize === 0) return;
    const key = token.token.slice(-KEY_LENGTH);
    const present = this.#tokens.get(key);
    if (present !== undefined) this.#drop(key, present);
    else if (this.#tokens.size >= this.#maxSize) this.#makeRoom();
    this.#tokens.set(key, token);
    this.#byUser.add(token);
  }

  /** Marks those of the user's tokens that have ended. They stay, so that they are refused as fast as they were accepted. */
  markDead(userId: string, hasEnded: (token: VerifiedToken) => boolean): void {
    this.#byUser.forEachOf(userId, (token) => {
      if (!token.dead && hasEnded(token)) token.dead = true;
    });
  }

  clear(): void {
    this.#tokens.clear();
    this.#byUser.clear();
    this.#hand = undefined;
  }

  #makeRoom(): void {
    for (let chances = SECOND_CHANCES; ; chances -= 1) {
      const [key, token] = this.#nextAtHand();
      if (chances === 0 || token.dead || !token.used) {
        this.#drop(key, token);
        return;
      }
      token.used = false;
      this.#tokens.delete(key);
      this.#tokens.set(key, token);
    }
  }

  /** One iterator is kept: a fresh one would step over every hole that removals have left at the old end. */
  #nextAtHand(): [string, VerifiedToken] {
    for (;;) {
      this.#hand ??= this.#tokens[Symbol.iterator]();
      const step = this.#hand.next();
      if (step.done !== true) return step.value;
      this.#hand = undefined;
    }
  }

  #drop(key: string, token: VerifiedToken): void {
    this.#tokens.delete(key);
    this.#byUser.remove(token);
  }
}
