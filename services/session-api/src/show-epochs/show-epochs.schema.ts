import { epoch } from '@atlasnode/session-events';
import { z } from 'zod';

export const epochs = z.strictObject({ user: epoch, realm: epoch }).meta({ id: 'Epochs' });
export type Epochs = z.infer<typeof epochs>;
