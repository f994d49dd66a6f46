import { randomUUID } from 'node:crypto';
import type { KeyStore, SignInCode } from '@atlasnode/session-engine';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Lifetime } from '../../lifetime.js';
import { driverCollection } from '../driver-collection.js';
import { isDuplicateKey } from '../mongo-failure.js';
import { answer, persist } from '../persist.js';
import { claim } from '../unique-insert.js';

interface CodeDocument extends Omit<SignInCode, 'codeHash'> {
  readonly _id: string;
  readonly forgetAt: Date;
}

interface TakenCodeDocument {
  readonly _id: string;
  readonly takerId: string;
  readonly forgetAt: Date;
}

const id = { type: String, required: true } as const;
const forgetAt = { type: Date, required: true } as const;
const garbage = { name: 'garbage', expireAfterSeconds: 0 } as const;

const codeSchema = new Schema<CodeDocument>(
  {
    _id: id,
    adminId: { type: String, required: true },
    issuedBy: { type: String, required: true },
    expiresAtMs: { type: Number, required: true },
    forgetAt,
  },
  { collection: 'sign_in_codes', versionKey: false, autoIndex: false },
).index({ forgetAt: 1 }, garbage);

/** Who took a code: of many inserts under one id exactly one stays, and it knows itself again after an error. */
const takenSchema = new Schema<TakenCodeDocument>(
  { _id: id, takerId: { type: String, required: true }, forgetAt },
  { collection: 'taken_sign_in_codes', versionKey: false, autoIndex: false },
).index({ forgetAt: 1 }, garbage);

/** That a code was taken is remembered for longer than the code itself. */
const CODE_KEPT_MS = 24 * 60 * 60 * 1_000;
const TAKEN_KEPT_MS = 2 * CODE_KEPT_MS;

export function codeModels(connection: Connection): {
  readonly codes: Model<CodeDocument>;
  readonly taken: Model<TakenCodeDocument>;
} {
  return {
    codes: connection.model<CodeDocument>('SignInCode', codeSchema),
    taken: connection.model<TakenCodeDocument>('TakenSignInCode', takenSchema),
  };
}

export function createSignInCodes(
  connection: Connection,
  lifetime: Lifetime,
): Pick<KeyStore, 'addSignInCode' | 'takeSignInCode'> {
  const { codes, taken } = codeModels(connection);

  function isTaken(codeHash: string): Promise<boolean> {
    const takerId = randomUUID();
    const document = { _id: codeHash, takerId, forgetAt: new Date(Date.now() + TAKEN_KEPT_MS) };
    return claim({
      mark: takerId,
      insert: () => driverCollection(taken).insertOne(document),
      storedMark: async () => (await taken.findById(codeHash, { takerId: 1 }).lean())?.takerId,
    });
  }

  return {
    addSignInCode: ({ codeHash, ...rest }) =>
      lifetime.run(async () => {
        const document = { _id: codeHash, ...rest, forgetAt: new Date(Date.now() + CODE_KEPT_MS) };
        await persist(() => driverCollection(codes).insertOne(document)).catch((error: unknown) => {
          // 128 random bits do not meet: this is the same code, written before an error.
          if (!isDuplicateKey(error instanceof Error ? error.cause : error)) throw error;
        });
      }),

    takeSignInCode: (codeHash, nowMs) =>
      lifetime.run(async () => {
        const found = await answer(() => codes.findById(codeHash).lean<CodeDocument>());
        if (found === null || found.expiresAtMs <= nowMs || !(await isTaken(codeHash))) return undefined;
        const { adminId, issuedBy, expiresAtMs } = found;
        return { codeHash, adminId, issuedBy, expiresAtMs };
      }),
  };
}
