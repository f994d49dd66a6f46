import { z } from 'zod';
import { deviceInput } from '../device.schema.js';
import { refreshTokenText } from '../tokens/tokens.schema.js';

export const logOutRequest = z
  .strictObject({ refreshToken: refreshTokenText, device: deviceInput.exactOptional() })
  .meta({ id: 'LogOutRequest' });
export type LogOutRequest = z.infer<typeof logOutRequest>;
