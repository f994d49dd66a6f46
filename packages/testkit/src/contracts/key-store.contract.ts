import type { KeyStore, SigningKeyRecord, SigningKeyState } from '@atlasnode/session-engine';
import { expect } from 'vitest';
import { newSid } from '../builders/session.builder.js';
import { race } from '../race.js';
import { describeContract, type Contract, type ContractOptions } from './contract.js';

const CALLERS = 50;

export function keyStoreContract(options: ContractOptions): void {
  describeContract('key store', options, (contract) => {
    defineSigningKeyCases(contract);
    defineMoveCases(contract);
    defineSignInCodeCases(contract);
  });
}

function buildKey(state: SigningKeyState, overrides: Partial<SigningKeyRecord> = {}): SigningKeyRecord {
  return {
    kid: newSid(),
    algorithm: 'ES256',
    publicJwk: { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' },
    sealedPrivateKey: 'sealed:žluť',
    state,
    createdAtMs: Date.now(),
    stateSinceMs: Date.now(),
    ...overrides,
  };
}

/** The store has one current key at most, and the cases share it: what another case left is retired first. */
async function retireAll(keys: KeyStore): Promise<void> {
  for (const { kid, state } of await keys.signingKeys())
    if (state !== 'gone') await keys.moveSigningKeys([{ kid, from: state, to: 'gone' }], 1);
}

async function stateOf(keys: KeyStore, kid: string): Promise<SigningKeyState | undefined> {
  return (await keys.signingKeys()).find((key) => key.kid === kid)?.state;
}

function defineSigningKeyCases(contract: Contract): void {
  contract.case('keys are listed as they were added, the oldest first, those that are gone too', async () => {
    const { keys } = contract.engine;
    await retireAll(keys);
    const added = [
      buildKey('next', { createdAtMs: 3_000, algorithm: 'RS256' }),
      buildKey('current', { createdAtMs: 2_000 }),
      buildKey('gone', { createdAtMs: 1_000 }),
      buildKey('retiring', { createdAtMs: 1_500 }),
    ];
    for (const key of added) expect(await keys.addSigningKey(key)).toBe(true);
    const listed = (await keys.signingKeys()).filter(({ kid }) => added.some((key) => key.kid === kid));
    expect(listed).toStrictEqual(added.toSorted((left, right) => left.createdAtMs - right.createdAtMs));
  });

  contract.case('a kid that is taken is not added again, and the key stays as it was', async () => {
    const { keys } = contract.engine;
    await retireAll(keys);
    const key = buildKey('retiring');
    expect(await keys.addSigningKey(key)).toBe(true);
    expect(await keys.addSigningKey({ ...key, sealedPrivateKey: 'other', state: 'gone' })).toBe(false);
    expect((await keys.signingKeys()).find(({ kid }) => kid === key.kid)).toStrictEqual(key);
  });

  contract.case('of many processes that add the first key exactly one does', async () => {
    const { keys } = contract.engine;
    const elsewhere = (await contract.peer()).keys;
    for (const state of ['current', 'next'] as const) {
      await retireAll(keys);
      const rivals = Array.from({ length: CALLERS }, () => buildKey(state));
      const { won } = await race(CALLERS, (index) =>
        (index % 2 === 0 ? keys : elsewhere).addSigningKey(rivals[index]!),
      );
      expect(won.filter((added) => added)).toHaveLength(1);
      expect((await keys.signingKeys()).filter((key) => key.state === state)).toHaveLength(1);
    }
  });

  contract.case('keys are there after the engine was closed and opened again', async () => {
    const key = buildKey('retiring');
    await contract.engine.keys.addSigningKey(key);
    const { keys } = await contract.reopen();
    expect(await keys.signingKeys()).toContainEqual(key);
  });
}

function defineMoveCases(contract: Contract): void {
  contract.case('a rotation moves every key, and says since when', async () => {
    const { keys } = contract.engine;
    await retireAll(keys);
    const [current, next] = [buildKey('current'), buildKey('next')];
    await keys.addSigningKey(current);
    await keys.addSigningKey(next);
    const moved = await keys.moveSigningKeys(
      [
        { kid: next.kid, from: 'next', to: 'current' },
        { kid: current.kid, from: 'current', to: 'retiring' },
      ],
      77,
    );
    expect(moved).toBe(true);
    expect(await keys.signingKeys()).toEqual(
      expect.arrayContaining([
        { ...current, state: 'retiring', stateSinceMs: 77 },
        { ...next, state: 'current', stateSinceMs: 77 },
      ]),
    );
  });

  contract.case('where one key is not as expected none is moved', async () => {
    const { keys } = contract.engine;
    await retireAll(keys);
    const [current, next] = [buildKey('current'), buildKey('next')];
    await keys.addSigningKey(current);
    await keys.addSigningKey(next);
    const before = await keys.signingKeys();
    const first = { kid: current.kid, from: 'current', to: 'retiring' } as const;
    for (const wrong of [
      { kid: next.kid, from: 'retiring', to: 'gone' },
      { kid: newSid(), from: 'next', to: 'current' },
    ] as const) {
      expect(await keys.moveSigningKeys([first, wrong], 5)).toBe(false);
      expect(await keys.moveSigningKeys([wrong, first], 5)).toBe(false);
    }
    expect(await keys.signingKeys()).toStrictEqual(before);
  });

  contract.case('of many rotations at once exactly one happens, and one key is current all the time', async () => {
    const { keys } = contract.engine;
    const elsewhere = (await contract.peer()).keys;
    await retireAll(keys);
    const [current, next] = [buildKey('current'), buildKey('next')];
    await keys.addSigningKey(current);
    await keys.addSigningKey(next);
    let watching = true;
    const watched = (async () => {
      const seen = new Set<number>();
      while (watching) {
        seen.add((await keys.signingKeys()).filter(({ state }) => state === 'current').length);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
      return seen;
    })();
    const { won } = await race(CALLERS, (index) =>
      (index % 2 === 0 ? keys : elsewhere).moveSigningKeys(
        [
          { kid: current.kid, from: 'current', to: 'retiring' },
          { kid: next.kid, from: 'next', to: 'current' },
        ],
        index + 1,
      ),
    );
    watching = false;
    expect([...(await watched)]).toStrictEqual([1]);
    expect(won.filter((moved) => moved)).toHaveLength(1);
    expect([await stateOf(keys, current.kid), await stateOf(keys, next.kid)]).toStrictEqual(['retiring', 'current']);
  });

  contract.case('no second key becomes current', async () => {
    const { keys } = contract.engine;
    await retireAll(keys);
    const [current, next] = [buildKey('current'), buildKey('next')];
    await keys.addSigningKey(current);
    await keys.addSigningKey(next);
    const moved = await keys.moveSigningKeys([{ kid: next.kid, from: 'next', to: 'current' }], 5).catch(() => false);
    expect(moved).toBe(false);
    expect(await stateOf(keys, next.kid)).toBe('next');
  });
}

function defineSignInCodeCases(contract: Contract): void {
  const build = (
    expiresAtMs = 1_000,
  ): { codeHash: string; adminId: string; issuedBy: string; expiresAtMs: number } => ({
    codeHash: newSid(),
    adminId: 'ada @ 用户',
    issuedBy: 'cli',
    expiresAtMs,
  });

  contract.case('a code is taken once', async () => {
    const { keys } = contract.engine;
    const code = build();
    await keys.addSignInCode(code);
    expect(await keys.takeSignInCode(newSid(), 1)).toBeUndefined();
    expect(await keys.takeSignInCode(code.codeHash, 999)).toStrictEqual(code);
    expect(await keys.takeSignInCode(code.codeHash, 999)).toBeUndefined();
  });

  contract.case('an expired code is not taken', async () => {
    const { keys } = contract.engine;
    const code = build();
    await keys.addSignInCode(code);
    expect(await keys.takeSignInCode(code.codeHash, 1_000)).toBeUndefined();
    expect(await keys.takeSignInCode(code.codeHash, 9_000)).toBeUndefined();
  });

  contract.case(`of ${CALLERS} callers exactly one gets a code`, async () => {
    const { keys } = contract.engine;
    const elsewhere = (await contract.peer()).keys;
    for (let round = 0; round < 5; round += 1) {
      const code = build();
      await keys.addSignInCode(code);
      const { won, lost } = await race(CALLERS, (index) =>
        (index % 2 === 0 ? keys : elsewhere).takeSignInCode(code.codeHash, 5),
      );
      expect(lost).toStrictEqual([]);
      expect(won.filter((taken) => taken !== undefined)).toStrictEqual([code]);
    }
  });

  contract.case('a code is there after the engine was closed and opened again, and a taken one is not', async () => {
    const [kept, taken] = [build(), build()];
    await contract.engine.keys.addSignInCode(kept);
    await contract.engine.keys.addSignInCode(taken);
    await contract.engine.keys.takeSignInCode(taken.codeHash, 5);
    const { keys } = await contract.reopen();
    expect(await keys.takeSignInCode(taken.codeHash, 5)).toBeUndefined();
    expect(await keys.takeSignInCode(kept.codeHash, 5)).toStrictEqual(kept);
  });
}
