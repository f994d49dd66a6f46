import { actor, SESSION_EVENT_TYPES, sid, userId } from '@atlasnode/session-events';
import { z } from 'zod';
import { instantText } from '../page-query.js';

/** What events can be picked by; each one narrows further. */
export const eventFilterQuery = {
  userId: userId.exactOptional(),
  sid: sid.exactOptional(),
  type: z.enum(SESSION_EVENT_TYPES).exactOptional(),
  actorType: actor.shape.type.exactOptional(),
  actorId: z.string().min(1).max(128).exactOptional(),
  ip: z.string().min(1).max(64).exactOptional().describe("The device's address, as it was recorded."),
  fromMs: instantText.exactOptional().describe('From this instant on, Unix milliseconds.'),
  toMs: instantText.exactOptional().describe('Before this instant, Unix milliseconds.'),
};
