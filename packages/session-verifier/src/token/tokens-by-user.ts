import type { VerifiedToken } from './verified-token.js';

/** More of a long user id tells no two apart that its end does not, in practice. */
const HASHED_LENGTH = 24;

/**
 * The cached tokens by user, for the notices. Chains through the tokens themselves: every token first seen is put in and, one day, taken
 * out, and a Map of Sets would double what that costs. Users that share a chain are told apart by who asks.
 */
export class TokensByUser {
  readonly #heads: (VerifiedToken | undefined)[];
  readonly #mask: number;

  constructor(expected: number) {
    const length = 2 ** Math.ceil(Math.log2(Math.max(16, expected)));
    this.#heads = Array.from<VerifiedToken | undefined>({ length });
    this.#mask = length - 1;
  }

  add(token: VerifiedToken): void {
    const chain = this.#chainOf(token.result.session.userId);
    const head = this.#heads[chain];
    token.next = head;
    token.previous = undefined;
    if (head !== undefined) head.previous = token;
    this.#heads[chain] = token;
  }

  remove(token: VerifiedToken): void {
    const { next, previous } = token;
    if (next !== undefined) next.previous = previous;
    if (previous !== undefined) previous.next = next;
    else this.#heads[this.#chainOf(token.result.session.userId)] = next;
    token.next = undefined;
    token.previous = undefined;
  }

  forEachOf(userId: string, visit: (token: VerifiedToken) => void): void {
    for (let token = this.#heads[this.#chainOf(userId)]; token !== undefined; token = token.next) {
      if (token.result.session.userId === userId) visit(token);
    }
  }

  clear(): void {
    this.#heads.fill(undefined);
  }

  /** FNV-1a. A user who picks an id to share chains with others makes notices slower by some tokens, nothing else. */
  #chainOf(userId: string): number {
    let hash = 0x811c9dc5;
    for (let index = Math.max(0, userId.length - HASHED_LENGTH); index < userId.length; index += 1) {
      hash = Math.imul(hash ^ userId.charCodeAt(index), 0x01000193);
    }
    return (hash ^ (hash >>> 15)) & this.#mask;
  }
}
