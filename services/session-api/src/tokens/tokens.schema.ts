import { epochMs, sid } from '@atlasnode/session-events';
import { z } from 'zod';
import { sessionView } from '../session-view/session-view.schema.js';
import { MAX_REFRESH_TOKEN_LENGTH } from './refresh-token.js';

/** What a sign-in and a refresh answer. */
export const sessionTokens = z
  .strictObject({
    sid,
    accessToken: z.string(),
    accessTokenExpiresAtMs: epochMs,
    refreshToken: z.string(),
    /** When the session ends unless it is refreshed, and used, before. */
    refreshTokenExpiresAtMs: epochMs,
    session: sessionView,
  })
  .meta({ id: 'SessionTokens' });
export type SessionTokens = z.infer<typeof sessionTokens>;

/** Only its size is checked here: whether it is a token of ours is for the one that reads it. */
export const refreshTokenText = z
  .string()
  .min(1)
  .max(2 * MAX_REFRESH_TOKEN_LENGTH);
