import { randomUUID } from 'node:crypto';
import { EngineError, type KeyStore, type SigningKeyRecord, type SigningKeyState } from '@atlasnode/session-engine';
import type { Connection } from 'mongoose';
import type { Lifetime } from '../../lifetime.js';
import { driverCollection } from '../driver-collection.js';
import { answer } from '../persist.js';
import { claim } from '../unique-insert.js';
import { keyRingModel, ringId, type KeyRingDocument } from './key-ring.schema.js';

type SigningKeys = Pick<KeyStore, 'signingKeys' | 'addSigningKey' | 'moveSigningKeys'>;
type Moves = Parameters<KeyStore['moveSigningKeys']>[0];
type Keys = readonly SigningKeyRecord[];

const ATTEMPTS = 200;
const ALONE: readonly SigningKeyState[] = ['next', 'current'];

export function createSigningKeys(connection: Connection, lifetime: Lifetime): SigningKeys {
  const rings = keyRingModel(connection);

  async function newest(): Promise<{ readonly revision: number; readonly keys: Keys }> {
    const all = { _id: { $gte: ringId(0), $lte: ringId(9_999_999_999) } };
    const ring = await answer(() => rings.findOne(all).sort({ _id: -1 }).lean<KeyRingDocument>());
    return ring ?? { revision: 0, keys: [] };
  }

  /** Changes the ring as it is now; from the start again where another process changed it meanwhile. */
  async function change(apply: (keys: Keys) => Keys | undefined): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = await newest();
      const keys = apply(before.keys);
      if (keys === undefined) return false;
      if (await isStored({ revision: before.revision + 1, keys })) return true;
    }
    throw new EngineError('UNAVAILABLE', `the signing keys changed ${ATTEMPTS} times while they were being changed`);
  }

  function isStored(ring: { readonly revision: number; readonly keys: Keys }): Promise<boolean> {
    const _id = ringId(ring.revision);
    const changeId = randomUUID();
    return claim({
      mark: changeId,
      insert: () => driverCollection(rings).insertOne({ _id, changeId, ...ring }),
      storedMark: async () => (await rings.findOne({ _id }, { changeId: 1 }).lean())?.changeId,
    });
  }

  return {
    signingKeys: () =>
      lifetime.run(async () => (await newest()).keys.toSorted((left, right) => left.createdAtMs - right.createdAtMs)),

    addSigningKey: (key) => lifetime.run(() => change((keys) => added(keys, key))),

    moveSigningKeys: (moves, atMs) => lifetime.run(() => change((keys) => moved(keys, moves, atMs))),
  };
}

function added(keys: Keys, key: SigningKeyRecord): Keys | undefined {
  const isTaken = keys.some(({ kid }) => kid === key.kid);
  return isTaken ? undefined : ifAlone([...keys, key]);
}

function moved(keys: Keys, moves: Moves, atMs: number): Keys | undefined {
  const areAsExpected = moves.every(({ kid, from }) => keys.some((key) => key.kid === kid && key.state === from));
  if (!areAsExpected) return undefined;
  const target = new Map(moves.map(({ kid, to }) => [kid, to]));
  return ifAlone(
    keys.map((key) => {
      const state = target.get(key.kid);
      return state === undefined ? key : { ...key, state, stateSinceMs: atMs };
    }),
  );
}

/** One key at most is `next` and one `current`. */
function ifAlone(keys: Keys): Keys | undefined {
  return ALONE.every((state) => keys.filter((key) => key.state === state).length <= 1) ? keys : undefined;
}
