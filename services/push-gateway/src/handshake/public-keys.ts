import { createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyStore, SigningKeyRecord } from '@atlasnode/session-engine';

export interface PublicKey {
  readonly algorithm: SigningKeyRecord['algorithm'];
  readonly key: KeyObject;
}

export interface PublicKeysOptions {
  readonly store: Pick<KeyStore, 'signingKeys'>;
  readonly nowMs: () => number;
  /** Least time between two readings that an unknown kid asked for: else a flood of invented ones would read the store with each. */
  readonly coolDownMs?: number;
  /** After this the keys are read again, so that one that is gone stops verifying. */
  readonly maxAgeMs?: number;
}

/** The public signing keys by kid, from memory; `gone` ones are not among them. */
export class PublicKeys {
  readonly #store: Pick<KeyStore, 'signingKeys'>;
  readonly #nowMs: () => number;
  readonly #coolDownMs: number;
  readonly #maxAgeMs: number;
  #keys: ReadonlyMap<string, PublicKey> = new Map();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #triedAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor({ store, nowMs, coolDownMs = 2_000, maxAgeMs = 30_000 }: PublicKeysOptions) {
    this.#store = store;
    this.#nowMs = nowMs;
    this.#coolDownMs = coolDownMs;
    this.#maxAgeMs = maxAgeMs;
  }

  /** @returns undefined where no such key verifies. @throws what the store throws, where nothing was ever read */
  async find(kid: string): Promise<PublicKey | undefined> {
    const nowMs = this.#nowMs();
    const known = this.#keys.get(kid);
    const isOld = nowMs - this.#readAtMs > this.#maxAgeMs;
    if (known !== undefined && !isOld) return known;
    if (nowMs - this.#triedAtMs > this.#coolDownMs || this.#reading !== undefined) await this.#readOnce(nowMs);
    return this.#keys.get(kid);
  }

  async #readOnce(nowMs: number): Promise<void> {
    this.#triedAtMs = nowMs;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    try {
      await this.#reading;
    } catch (error) {
      // A store that is away for a while leaves the keys that were read; without any there is nothing to verify with.
      if (this.#keys.size === 0) throw error;
    }
  }

  async #read(): Promise<void> {
    const records = await this.#store.signingKeys();
    const verifying = records.filter((record) => record.state !== 'gone');
    this.#keys = new Map(
      verifying.map(({ kid, algorithm, publicJwk }) => [
        kid,
        { algorithm, key: createPublicKey({ key: { ...publicJwk }, format: 'jwk' }) },
      ]),
    );
    this.#readAtMs = this.#nowMs();
  }
}
