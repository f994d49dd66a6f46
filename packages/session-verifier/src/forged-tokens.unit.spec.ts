import { createSign } from 'node:crypto';
import { manualClock } from '@atlasnode/testkit';
import { describe, expect, it } from 'vitest';
import {
  AUDIENCE,
  claimsOf,
  forgeToken,
  hmacSha256,
  ISSUER,
  newSigningKey,
  signToken,
  START_MS,
  type SigningKey,
} from './issuer.fixture.js';
import { createVerifier, fixedKeys, RevocationView, type Verifier } from './index.js';

const ecKey = newSigningKey('ec', 'ES256');
const rsaKey = newSigningKey('rsa', 'RS256');
const stranger = newSigningKey('ec', 'ES256');

function openVerifier(strategy: 'jwt' | 'live'): Verifier {
  const { nowMs } = manualClock(START_MS);
  const common = { issuer: ISSUER, audience: AUDIENCE, keys: fixedKeys([ecKey.jwk, rsaKey.jwk]), nowMs };
  if (strategy === 'jwt') return createVerifier({ ...common, strategy });
  const view = new RevocationView();
  view.startOver();
  view.finishReading({ position: 0, atMs: START_MS });
  return createVerifier({ ...common, strategy, view });
}

const isGood = (
  overrides: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key: SigningKey = ecKey,
) => signToken(key, overrides, header);
const pem = rsaKey.publicKey.export({ type: 'spki', format: 'pem' });
const der = rsaKey.publicKey.export({ type: 'spki', format: 'der' });
const hs256 = { typ: 'at+jwt', alg: 'HS256', kid: 'rsa' };
const second = START_MS / 1000;

const FORGED: ReadonlyArray<readonly [what: string, token: string, code: string]> = [
  ['nothing', '', 'TOKEN_MISSING'],
  ['what is not a JWT', 'not-a-token', 'TOKEN_MALFORMED'],
  ['a header that is not JSON', 'AAAA.AAAA.AAAA', 'TOKEN_MALFORMED'],
  ['a token longer than any of ours', `${isGood()}${'A'.repeat(8_192)}`, 'TOKEN_MALFORMED'],
  ['no kid', isGood({}, { kid: undefined }), 'TOKEN_MALFORMED'],
  ['a critical extension (RFC 7515 §4.1.11)', isGood({}, { crit: ['b64'], b64: false }), 'TOKEN_MALFORMED'],
  ['alg none', forgeToken({ typ: 'at+jwt', alg: 'none', kid: 'ec' }, claimsOf(), () => ''), 'TOKEN_ALGORITHM'],
  [
    'alg none with a signature',
    forgeToken({ typ: 'at+jwt', alg: 'none', kid: 'ec' }, claimsOf(), () => 'AAAA'),
    'TOKEN_ALGORITHM',
  ],
  [
    'HS256 with the public key, as PEM, for a secret',
    forgeToken(hs256, claimsOf(), hmacSha256(pem)),
    'TOKEN_ALGORITHM',
  ],
  [
    'HS256 with the public key, as DER, for a secret',
    forgeToken(hs256, claimsOf(), hmacSha256(der)),
    'TOKEN_ALGORITHM',
  ],
  ["the other key's algorithm", isGood({}, { kid: 'rsa' }), 'TOKEN_ALGORITHM'],
  [
    'RS512, where the key is for RS256',
    forgeToken({ typ: 'at+jwt', alg: 'RS512', kid: 'rsa' }, claimsOf(), (input) =>
      createSign('sha512').update(input).sign(rsaKey.privateKey, 'base64url'),
    ),
    'TOKEN_ALGORITHM',
  ],
  ["another key's signature", isGood({}, {}, stranger), 'TOKEN_SIGNATURE'],
  [
    'claims changed after signing',
    isGood().replace(
      /\.[^.]+\./,
      `.${Buffer.from(JSON.stringify(claimsOf({ roles: ['admin'] }))).toString('base64url')}.`,
    ),
    'TOKEN_SIGNATURE',
  ],
  ['a signature cut short', isGood().slice(0, -8), 'TOKEN_SIGNATURE'],
  ['no signature', isGood().replace(/[^.]+$/, ''), 'TOKEN_SIGNATURE'],
  ['a kid nobody has', isGood({}, { kid: 'gone' }), 'KEY_UNKNOWN'],
  ['typ JWT', isGood({}, { typ: 'JWT' }), 'TOKEN_TYPE'],
  ['no typ', isGood({}, { typ: undefined }), 'TOKEN_TYPE'],
  ['a push ticket', isGood({}, { typ: 'push+jwt' }), 'TOKEN_TYPE'],
  ['another issuer', isGood({ iss: `${ISSUER}/` }), 'TOKEN_ISSUER'],
  ['no issuer', isGood({ iss: undefined }), 'TOKEN_ISSUER'],
  ['another audience', isGood({ aud: ['atlas-push'] }), 'TOKEN_AUDIENCE'],
  ['an audience that only begins like ours', isGood({ aud: `${AUDIENCE}-admin` }), 'TOKEN_AUDIENCE'],
  ['no audience', isGood({ aud: undefined }), 'TOKEN_CLAIMS'],
  ['an empty audience', isGood({ aud: [] }), 'TOKEN_CLAIMS'],
  ['no subject', isGood({ sub: undefined }), 'TOKEN_CLAIMS'],
  ['no exp', isGood({ exp: undefined }), 'TOKEN_CLAIMS'],
  ['no jti', isGood({ jti: undefined }), 'TOKEN_CLAIMS'],
  ['no client_id', isGood({ client_id: undefined }), 'TOKEN_CLAIMS'],
  ['roles that are one text', isGood({ roles: 'admin' }), 'TOKEN_CLAIMS'],
  ['expired, beyond the tolerance', isGood({ exp: second - 5 }), 'TOKEN_EXPIRED'],
  ['not valid yet, beyond the tolerance', isGood({ nbf: second + 6 }), 'TOKEN_NOT_YET'],
];

const OF_SESSION: typeof FORGED = [
  ['no sid', isGood({ sid: undefined }), 'TOKEN_CLAIMS'],
  ['an empty sid', isGood({ sid: '' }), 'TOKEN_CLAIMS'],
  ['no uep', isGood({ uep: undefined }), 'TOKEN_CLAIMS'],
  ['a negative uep', isGood({ uep: -1 }), 'TOKEN_CLAIMS'],
  ['no rep', isGood({ rep: undefined }), 'TOKEN_CLAIMS'],
  ['a rep that is a text', isGood({ rep: '7' }), 'TOKEN_CLAIMS'],
];

describe.each(['jwt', 'live'] as const)('%s refuses', (strategy) => {
  const cases = strategy === 'live' ? [...FORGED, ...OF_SESSION] : FORGED;
  it.each(cases)('%s', async (_what, token, code) => {
    const verifier = openVerifier(strategy);
    for (let time = 0; time < 2; time += 1) {
      const result = await verifier.verify(token);
      expect(result).toMatchObject({ ok: false, code });
      expect(JSON.stringify(result)).not.toContain(token === '' ? 'undefined' : token.slice(-20));
    }
    expect(verifier.metrics().cachedTokens).toBe(0);
  });
});

describe.each(['jwt', 'live'] as const)('%s accepts', (strategy) => {
  it.each([
    ['a token of either key', isGood({}, {}, rsaKey)],
    ['one audience as a text', isGood({ aud: AUDIENCE })],
    ['the long form of the type (RFC 9068 §4), in any case', isGood({}, { typ: 'application/AT+JWT' })],
    ['one that has expired within the tolerance', isGood({ exp: second - 4 })],
    ['one without roles', isGood({ roles: undefined })],
  ])('%s', async (_what, token) => {
    expect(await openVerifier(strategy).verify(token)).toMatchObject({ ok: true, session: { userId: 'ana' } });
  });

  it('and says what the token says, in an object nobody can change for the next request', async () => {
    const claims = claimsOf({ roles: ['member', 'editor'], uep: 3, rep: 2 });
    const result = await openVerifier(strategy).verify(signToken(ecKey, claims));
    if (!result.ok) throw new Error(result.code);
    expect(result.session).toEqual({
      sid: claims['sid'],
      userId: 'ana',
      clientId: 'shop-web',
      roles: ['member', 'editor'],
      audience: [AUDIENCE],
      issuedAtMs: START_MS,
      expiresAtMs: START_MS + 600_000,
      userEpoch: 3,
      realmEpoch: 2,
      claims,
    });
    for (const part of [result, result.session, result.session.roles, result.session.audience, result.session.claims]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

it('jwt accepts a token that names no session: it is what teams sign by themselves', async () => {
  const token = isGood({ sid: undefined, uep: undefined, rep: undefined });
  expect(await openVerifier('jwt').verify(token)).toMatchObject({ ok: true, session: { sid: '', userEpoch: 0 } });
});
