import { expect, test } from 'vitest';
import { AccessTokenReader } from './access-token-reader.js';

const reader = new AccessTokenReader('https://sessions.example.com', { find: () => undefined }, Date.now);

const part = (text: string): string => Buffer.from(text).toString('base64url');

/** Whatever a backend was handed by a browser comes here: what is no token at all is not active, and never a fault of ours. */
test.each([
  [
    'says typ JWT over a payload that is not JSON',
    `${part('{"typ":"JWT","alg":"ES256","kid":"k"}')}.${part('no')}.${part('s')}`,
  ],
  ['has a number for its header', `${part('5')}.${part('{}')}.${part('s')}`],
  ['has no header that is JSON', `${part('no')}.${part('{}')}.${part('s')}`],
  ['is no JWT', 'a.b.c'],
])('a text that %s is read as no token', (_what, token) => {
  expect(reader.read(token)).toBeUndefined();
});
