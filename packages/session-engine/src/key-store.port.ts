/** In the key set from `next` on, signs while `current`, verifies until `gone`. One key at most is `current`. */
export type SigningKeyState = 'next' | 'current' | 'retiring' | 'gone';

export interface SigningKeyRecord {
  readonly kid: string;
  readonly algorithm: 'ES256' | 'RS256';
  /** Public JSON Web Key (RFC 7517). */
  readonly publicJwk: Readonly<Record<string, string>>;
  /** The private key, sealed by the service (AES-256-GCM); the store sees no plain one. */
  readonly sealedPrivateKey: string;
  readonly state: SigningKeyState;
  readonly createdAtMs: number;
  readonly stateSinceMs: number;
}

/** A one-time code that lets an administrator sign in. Only the hash is stored. */
export interface SignInCode {
  readonly codeHash: string;
  /** The administrator it signs in. */
  readonly adminId: string;
  readonly issuedBy: string;
  readonly expiresAtMs: number;
}

export interface KeyStore {
  /** Every key, `gone` ones included, oldest first. */
  signingKeys(): Promise<readonly SigningKeyRecord[]>;

  /** @returns false where the kid is taken, or where a key in state `next` or `current` is to be added and one is there already. */
  addSigningKey(key: SigningKeyRecord): Promise<boolean>;

  /** Moves keys from the states they are expected in, all or none. @returns false, and nothing is changed, where one is in another state. */
  moveSigningKeys(
    moves: ReadonlyArray<{ readonly kid: string; readonly from: SigningKeyState; readonly to: SigningKeyState }>,
    atMs: number,
  ): Promise<boolean>;

  addSignInCode(code: SignInCode): Promise<void>;

  /** Takes a code that has not expired; of many callers at once exactly one gets it. undefined: unknown, expired or taken. */
  takeSignInCode(codeHash: string, nowMs: number): Promise<SignInCode | undefined>;
}
