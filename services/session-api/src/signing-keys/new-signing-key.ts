import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningKeyRecord, SigningKeyState } from '@atlasnode/session-engine';
import { sealPrivateKey } from './sealed-key.js';

const generate = promisify(generateKeyPair);
const RSA_BITS = 2_048;
const KID_LENGTH = 16;

export async function newSigningKey(request: {
  readonly algorithm: SigningKeyRecord['algorithm'];
  readonly state: SigningKeyState;
  readonly sealingKey: Buffer;
  readonly nowMs: number;
}): Promise<SigningKeyRecord> {
  const { algorithm, state, sealingKey, nowMs } = request;
  const { publicKey, privateKey } =
    algorithm === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: RSA_BITS });
  const members = publicMembers(publicKey);
  const kid = thumbprint(members).slice(0, KID_LENGTH);
  return {
    kid,
    algorithm,
    publicJwk: { ...members, kid, alg: algorithm, use: 'sig' },
    sealedPrivateKey: sealPrivateKey(privateKey, kid, sealingKey),
    state,
    createdAtMs: nowMs,
    stateSinceMs: nowMs,
  };
}

function publicMembers(publicKey: KeyObject): Record<string, string> {
  const jwk = publicKey.export({ format: 'jwk' });
  return Object.fromEntries(
    Object.entries(jwk).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** RFC 7638: SHA-256 over the required members in lexicographic order. */
function thumbprint(members: Readonly<Record<string, string>>): string {
  const required = members['kty'] === 'EC' ? ['crv', 'kty', 'x', 'y'] : ['e', 'kty', 'n'];
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(required.map((name) => [name, members[name]]))))
    .digest('base64url');
}
