import type { AttemptLimit } from '../auth/attempt-limit.js';
import { refuseIfLimited } from '../auth/rate-limited.js';
import { problem } from '../problems.js';
import type { PresentedRefreshToken, RefreshTokens } from '../tokens/refresh-token.js';

/** Reads a refresh token that anyone may have sent, or throws its problem; addresses that send forged ones have to wait. */
export function readPresented(
  text: string,
  tokens: RefreshTokens,
  limit: AttemptLimit,
  address: string | undefined,
): PresentedRefreshToken {
  if (address !== undefined) refuseIfLimited(limit, address);
  const read = tokens.read(text);
  switch (read.outcome) {
    case 'read':
      return read.token;
    case 'unknown-kid':
      // Anyone can name a key; each of these is an error in the log.
      if (address !== undefined) limit.record(address);
      throw problem('MASTER_KEY_UNKNOWN', { headers: { 'retry-after': '5' } });
    case 'invalid':
      if (address !== undefined) limit.record(address);
      throw problem('REFRESH_TOKEN_INVALID');
  }
}
