import { device } from '@atlasnode/session-events';
import type { z } from 'zod';

/** The person's device, as the application's backend saw it. */
export const deviceInput = device.pick({ label: true, ip: true, userAgent: true }).meta({ id: 'DeviceInput' });
export type DeviceInput = z.infer<typeof deviceInput>;
