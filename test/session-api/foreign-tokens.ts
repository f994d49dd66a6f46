import { createDecipheriv, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { KeyStore, SigningKeyRecord } from '@atlasnode/session-engine';
import jsonwebtoken from 'jsonwebtoken';

/** Access tokens that were never issued, each wrong in one way; most are signed with the service's own key. */
export async function foreignTokens(
  accessToken: string,
  store: Pick<KeyStore, 'signingKeys'>,
  sealingKey: Buffer,
): Promise<Readonly<Record<string, string>>> {
  const { header, payload } = jsonwebtoken.decode(accessToken, { complete: true }) as jsonwebtoken.Jwt;
  const claims = payload as Readonly<Record<string, unknown>>;
  const current = (await store.signingKeys()).find((key) => key.state === 'current');
  if (current === undefined) throw new Error('there is no signing key');
  const ours = unseal(current, sealingKey);
  const { privateKey: theirs } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { iat } = claims;

  const sign = (changed: object, key: KeyObject = ours, head: object = {}): string =>
    jsonwebtoken.sign({ ...claims, ...changed }, key, { algorithm: 'ES256', header: { ...header, ...head } });
  const unsigned = (alg: string): string =>
    `${Buffer.from(JSON.stringify({ ...header, alg })).toString('base64url')}.${accessToken.split('.')[1] ?? ''}.`;
  return {
    'alg none': unsigned('none'),
    'alg None': unsigned('None'),
    'HMAC with the public key': jsonwebtoken.sign(claims, JSON.stringify(current.publicJwk), {
      algorithm: 'HS256',
      header: { ...header, alg: 'HS256' },
    }),
    'another key': sign({}, theirs),
    'an unknown kid': sign({}, theirs, { kid: 'nobody' }),
    'another typ': sign({}, ours, { typ: 'JWT' }),
    'a push ticket': sign({ aud: 'atlas-push' }, ours, { typ: 'push+jwt' }),
    'another audience': sign({ aud: ['elsewhere'] }),
    'another issuer': sign({ iss: 'https://elsewhere.example.com' }),
    'no sid': sign({ sid: undefined }),
    'no epochs': sign({ uep: undefined, rep: undefined }),
    expired: sign({ iat: Number(iat) - 7_200, exp: Number(iat) - 3_600 }),
    cut: accessToken.slice(0, -10),
    nonsense: 'nonsense',
    long: `eyJ${'x'.repeat(9_000)}`,
  };
}

/** As the store has it: `s1.`, then nonce, ciphertext and tag in base64url; AES-256-GCM, the key's id is authenticated with it. */
function unseal({ sealedPrivateKey, kid }: SigningKeyRecord, sealingKey: Buffer): KeyObject {
  const sealed = Buffer.from(sealedPrivateKey.slice('s1.'.length), 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey, sealed.subarray(0, 12))
    .setAAD(Buffer.from(kid))
    .setAuthTag(sealed.subarray(-16));
  const der = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
