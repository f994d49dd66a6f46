import fc from 'fast-check';
import { userId } from '@atlasnode/session-events';

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
  'bób',
  'bób',
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
