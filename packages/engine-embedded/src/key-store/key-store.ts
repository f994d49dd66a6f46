import type { KeyStore, SigningKeyRecord, SigningKeyState } from '@atlasnode/session-engine';
import { answer, type EngineContext } from '../engine-context.js';
import { integer, text, type SqlRow } from '../sqlite/row.js';
import { parseStored } from '../sqlite/stored-json.js';

/** Long enough that no caller's clock drops a code that is good for another's. */
const EXPIRED_KEPT_MS = 24 * 60 * 60 * 1_000;

export function createKeyStore({ connection, writer }: EngineContext): KeyStore {
  const keys = connection.prepare('SELECT body, state, state_since_ms FROM signing_keys ORDER BY created_at_ms, seq');
  // The unique indexes on `next` and `current` refuse a second one.
  const addKey = connection.prepare(
    'INSERT INTO signing_keys (kid, state, state_since_ms, created_at_ms, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const stateOf = connection.prepare('SELECT state FROM signing_keys WHERE kid = ?');
  const othersIn = connection.prepare('SELECT kid FROM signing_keys WHERE state = ?');
  const move = connection.prepare('UPDATE signing_keys SET state = ?, state_since_ms = ? WHERE kid = ?');
  const addCode = connection.prepare(
    'INSERT INTO sign_in_codes (code_hash, admin_id, issued_by, expires_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const code = connection.prepare('SELECT admin_id, issued_by, expires_at_ms FROM sign_in_codes WHERE code_hash = ?');
  const dropCode = connection.prepare('DELETE FROM sign_in_codes WHERE code_hash = ?');
  const dropExpired = connection.prepare('DELETE FROM sign_in_codes WHERE expires_at_ms <= ?');

  type Moves = Parameters<KeyStore['moveSigningKeys']>[0];

  function areAllAsExpected(moves: Moves): boolean {
    return moves.every(({ kid, from }) => {
      const row = stateOf.get([kid]);
      return row !== undefined && text(row, 0) === from;
    });
  }

  /** At most one key is `next` and one `current`, after the moves too. */
  function leavesOneOf(state: SigningKeyState, moves: Moves): boolean {
    const kids = new Set(othersIn.all([state]).map((row) => text(row, 0)));
    for (const { kid, from } of moves) if (from === state) kids.delete(kid);
    for (const { kid, to } of moves) if (to === state) kids.add(kid);
    return kids.size <= 1;
  }

  /** Those that make room first, so that no two keys are ever in one state. */
  function inOrder(moves: Moves): Moves {
    const rank: Readonly<Record<SigningKeyState, number>> = { gone: 0, retiring: 1, current: 2, next: 3 };
    return moves.toSorted((left, right) => rank[left.to] - rank[right.to]);
  }

  return {
    signingKeys: () => answer(() => keys.all([]).map(asSigningKey)),

    addSigningKey: (key) =>
      writer.submit({
        rows: 1,
        run: () => addKey.run([key.kid, key.state, key.stateSinceMs, key.createdAtMs, JSON.stringify(key)]) === 1,
      }),

    moveSigningKeys: (moves, atMs) =>
      writer.submit({
        rows: moves.length,
        run: () => {
          if (!areAllAsExpected(moves) || !leavesOneOf('current', moves) || !leavesOneOf('next', moves)) return false;
          for (const { kid, to } of inOrder(moves)) move.run([to, atMs, kid]);
          return true;
        },
      }),

    addSignInCode: async ({ codeHash, adminId, issuedBy, expiresAtMs }) => {
      await writer.submit({ rows: 1, run: () => addCode.run([codeHash, adminId, issuedBy, expiresAtMs]) });
    },

    takeSignInCode: (codeHash, nowMs) =>
      writer.submit({
        rows: 1,
        run: () => {
          dropExpired.run([nowMs - EXPIRED_KEPT_MS]);
          const row = code.get([codeHash]);
          if (row === undefined || integer(row, 2) <= nowMs) return undefined;
          dropCode.run([codeHash]);
          return { codeHash, adminId: text(row, 0), issuedBy: text(row, 1), expiresAtMs: integer(row, 2) };
        },
      }),
  };
}

function asSigningKey(row: SqlRow): SigningKeyRecord {
  const key = parseStored<SigningKeyRecord>(text(row, 0));
  return { ...key, state: asState(text(row, 1)), stateSinceMs: integer(row, 2) };
}

function asState(state: string): SigningKeyState {
  if (state === 'next' || state === 'current' || state === 'retiring' || state === 'gone') return state;
  throw new TypeError(`no state of a signing key: ${state}`);
}
