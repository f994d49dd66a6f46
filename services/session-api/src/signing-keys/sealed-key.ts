import { createCipheriv, createDecipheriv, createPrivateKey, randomBytes, type KeyObject } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `s1.<nonce, ciphertext and tag>`: PKCS #8 under AES-256-GCM, bound to the key's id so that two records cannot be exchanged. */
export function sealPrivateKey(privateKey: KeyObject, kid: string, sealingKey: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(Buffer.from(kid));
  const sealed = Buffer.concat([
    nonce,
    cipher.update(privateKey.export({ type: 'pkcs8', format: 'der' })),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return `s1.${sealed.toString('base64url')}`;
}

/** @throws Error where the sealing key or the id is another, or the text was changed */
export function unsealPrivateKey(text: string, kid: string, sealingKey: Buffer): KeyObject {
  const sealed = Buffer.from(text.slice('s1.'.length), 'base64url');
  if (!text.startsWith('s1.') || sealed.length <= NONCE_BYTES + TAG_BYTES)
    throw new Error(`the signing key ${kid} is not sealed in a form known here`);
  const decipher = createDecipheriv('aes-256-gcm', sealingKey, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(kid))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  const der = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
