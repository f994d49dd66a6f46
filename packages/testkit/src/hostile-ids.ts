import fc from 'fast-check';
import { MAX_USER_ID_LENGTH, userId } from '@atlasnode/session-events';

/** Names of users that look like something else: a version, a stream, a path, an operator, another's prefix, another's encoding. */
export const HOSTILE_USER_IDS: readonly string[] = [
  'bob',
  'bob@5',
  'bob@0000000005',
  'bob@example.com',
  'Bob',
  'bob ',
  ' bob',
  'bob:',
  'bob%40',
  'bob%405',
  'bob-a',
  'bob.a',
  'bob~',
  'realm',
  'user:bob',
  'session:bob',
  '..',
  '*',
  '%',
  '_',
  '$where',
  '{"$gt":""}',
  '__proto__',
  'constructor',
  "bob' OR 1=1 --",
  // Composed and decomposed: they look alike and are two people.
  'b\u00f3b',
  'bo\u0301b',
  'ＢＯＢ',
  '用户',
  '👩‍👩‍👧‍👦',
  'a'.repeat(128),
  '用'.repeat(128),
  '👾'.repeat(64),
];

/** Any user id that is valid. */
export function anyUserId(): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }).filter((value) => userId.safeParse(value).success);
}

/** The id with a salt before it, so that two runs on one store do not meet; cut, between characters, to what a user id may be. */
export function saltedUserId(salt: string, id: string): string {
  let salted = salt;
  for (const character of id) {
    if (salted.length + character.length > MAX_USER_ID_LENGTH) break;
    salted += character;
  }
  return salted;
}
