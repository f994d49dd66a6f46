import type { KeyObject } from 'node:crypto';
import type { KeyStore, SigningKeyRecord } from '@atlasnode/session-engine';
import jsonwebtoken from 'jsonwebtoken';
import { newSigningKey } from './new-signing-key.js';
import { unsealPrivateKey } from './sealed-key.js';

export interface SigningKeysOptions {
  readonly store: KeyStore;
  readonly sealingKey: Buffer;
  readonly algorithm: SigningKeyRecord['algorithm'];
  /** A key is followed by the next after this long. */
  readonly rotationMs: number;
  /** How long a key stands in the key set before it signs: longer than anyone may cache the set. */
  readonly publicationMs: number;
  /** How long a key verifies after it signed for the last time: no token of it is valid any more. */
  readonly retirementMs: number;
  readonly nowMs: () => number;
}

export type RotationOutcome =
  | { readonly outcome: 'rotated'; readonly kid: string; readonly previousKid: string }
  | { readonly outcome: 'too-new'; readonly rotatableAtMs: number }
  /** Another process rotated at the same time. */
  | { readonly outcome: 'overtaken' };

interface Signer {
  readonly kid: string;
  readonly algorithm: SigningKeyRecord['algorithm'];
  readonly privateKey: KeyObject;
}

/**
 * `next` → `current` → `retiring` → `gone`, the truth being the key store's; what is here is a copy that {@link reload} brings up to date.
 * A process that has not yet heard of a rotation signs with the retiring key, which everyone still verifies.
 */
export class SigningKeys {
  readonly #options: SigningKeysOptions;
  #records: readonly SigningKeyRecord[] = [];
  #signer: Signer | undefined;

  private constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /** Makes the first keys where there are none. @throws Error where the sealing key is not the one they were sealed with */
  static async open(options: SigningKeysOptions): Promise<SigningKeys> {
    const keys = new SigningKeys(options);
    await keys.#fill();
    return keys;
  }

  sign(claims: object, type: 'at+jwt' | 'push+jwt'): string {
    if (this.#signer === undefined) throw new TypeError('there is no signing key');
    const { kid, algorithm, privateKey } = this.#signer;
    // Every claim is ours, `iat` and `exp` included; the library's own checks of them would be done for nothing.
    return jsonwebtoken.sign(claims, privateKey, { algorithm, keyid: kid, header: { alg: algorithm, typ: type } });
  }

  /** What the key set shows: every key but the ones that are gone, the `next` one included. */
  published(): readonly SigningKeyRecord[] {
    return this.#records.filter((record) => record.state !== 'gone');
  }

  find(kid: string): SigningKeyRecord | undefined {
    return this.#records.find((record) => record.kid === kid && record.state !== 'gone');
  }

  async reload(): Promise<void> {
    this.#records = await this.#options.store.signingKeys();
    const current = this.#records.find((record) => record.state === 'current');
    if (current === undefined || current.kid === this.#signer?.kid) return;
    this.#signer = { kid: current.kid, algorithm: current.algorithm, privateKey: this.#unseal(current) };
  }

  /** The next key becomes the current one and a new next one is published. `force`: whoever cached the set may refuse tokens for a moment. */
  async rotate(request: { readonly force?: boolean } = {}): Promise<RotationOutcome> {
    await this.#fill();
    const nowMs = this.#options.nowMs();
    const [current, next] = [this.#inState('current'), this.#inState('next')];
    if (current === undefined || next === undefined) return { outcome: 'overtaken' };
    const rotatableAtMs = next.createdAtMs + this.#options.publicationMs;
    if (request.force !== true && rotatableAtMs > nowMs) return { outcome: 'too-new', rotatableAtMs };
    const moved = await this.#options.store.moveSigningKeys(
      [
        { kid: current.kid, from: 'current', to: 'retiring' },
        { kid: next.kid, from: 'next', to: 'current' },
      ],
      nowMs,
    );
    await this.#fill();
    return moved ? { outcome: 'rotated', kid: next.kid, previousKid: current.kid } : { outcome: 'overtaken' };
  }

  /** By schedule, in one process at a time: rotates what is due, lets go what has retired. */
  async upkeep(): Promise<void> {
    await this.#fill();
    const nowMs = this.#options.nowMs();
    const current = this.#inState('current');
    if (current !== undefined && current.stateSinceMs + this.#options.rotationMs <= nowMs) await this.rotate();
    const retired = this.#records.filter(
      (record) => record.state === 'retiring' && record.stateSinceMs + this.#options.retirementMs <= nowMs,
    );
    if (retired.length === 0) return;
    await this.#options.store.moveSigningKeys(
      retired.map(({ kid }) => ({ kid, from: 'retiring', to: 'gone' })),
      nowMs,
    );
    await this.reload();
  }

  /** There is a current and a next key afterwards, whoever made them: of two processes that start together the store takes one's. */
  async #fill(): Promise<void> {
    await this.reload();
    for (const state of ['current', 'next'] as const) {
      if (this.#inState(state) !== undefined) continue;
      const { algorithm, sealingKey, nowMs, store } = this.#options;
      await store.addSigningKey(await newSigningKey({ algorithm, state, sealingKey, nowMs: nowMs() }));
      await this.reload();
    }
  }

  #inState(state: SigningKeyRecord['state']): SigningKeyRecord | undefined {
    return this.#records.find((record) => record.state === state);
  }

  #unseal(record: SigningKeyRecord): KeyObject {
    try {
      return unsealPrivateKey(record.sealedPrivateKey, record.kid, this.#options.sealingKey);
    } catch (error) {
      throw new Error('ATLAS_KEY_SEALING_KEY is not the key that the signing keys were sealed with', { cause: error });
    }
  }
}
