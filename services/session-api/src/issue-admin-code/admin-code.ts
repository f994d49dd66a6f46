import { createHash, randomBytes } from 'node:crypto';

const CODE_BYTES = 16;
/** Crockford's alphabet, lower case: no letter that reads like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUP = 5;

export const ADMIN_CODE_LIFETIME_MS = 15 * 60_000;

/** 128 random bits as 26 characters in groups of five: it is typed by people. */
export function newAdminCode(): string {
  let bits = BigInt(`0x${randomBytes(CODE_BYTES).toString('hex')}`);
  let code = '';
  for (let index = 0; index < 26; index += 1) {
    code = (ALPHABET[Number(bits & 31n)] ?? '') + code;
    bits >>= 5n;
  }
  return code.match(new RegExp(`.{1,${GROUP}}`, 'g'))?.join('-') ?? code;
}

/** Only this is stored. 128 random bits need no slow hash. Capitals, spaces and dashes make no difference. */
export function hashAdminCode(code: string): string {
  const plain = code.toLowerCase().replace(/[\s-]/g, '');
  return createHash('sha256').update(`atlasnode sessions admin code|${plain}`).digest('base64url');
}
