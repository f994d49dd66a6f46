import { z } from 'zod';
import { actor } from './actor.js';
import { endReason } from './end-reason.js';
import { sid, userId } from './identifiers.js';
import { epoch, epochMs } from './session-summary.js';

const head = { v: z.literal(1), at: epochMs };
const cause = { reason: endReason, actor: actor.pick({ type: true }) };

/** One session has ended: revoked, or expired (whose tokens are dead by then; its open tabs are told by this). */
export const sessionNotice = z
  .object({ ...head, kind: z.literal('session'), sid, userId, ...cause })
  .meta({ id: 'SessionNotice' });
/** Every session of the user below `epoch` has ended, except `exceptSid`. */
export const userNotice = z
  .object({ ...head, kind: z.literal('user'), userId, epoch, exceptSid: sid.exactOptional(), ...cause })
  .meta({ id: 'UserNotice' });
/** Every session of everyone below `epoch` has ended, except `exceptSid`. */
export const everyoneNotice = z
  .object({ ...head, kind: z.literal('everyone'), epoch, exceptSid: sid.exactOptional(), ...cause })
  .meta({ id: 'EveryoneNotice' });
/** Says nothing but that the channel lives: a reader that has seen it has every notice before it. `windowMs`: how long a view remembers. */
export const heartbeat = z
  .object({ ...head, kind: z.literal('heartbeat'), from: z.string().max(128), windowMs: z.int().positive() })
  .meta({ id: 'Heartbeat' });

export const revocationNotice = z.discriminatedUnion('kind', [sessionNotice, userNotice, everyoneNotice]);
export type RevocationNotice = z.infer<typeof revocationNotice>;
export type SessionNotice = z.infer<typeof sessionNotice>;
export type UserNotice = z.infer<typeof userNotice>;
export type EveryoneNotice = z.infer<typeof everyoneNotice>;
export type Heartbeat = z.infer<typeof heartbeat>;

export const notice = z.discriminatedUnion('kind', [sessionNotice, userNotice, everyoneNotice, heartbeat]);
export type Notice = z.infer<typeof notice>;

/**
 * A notice as it stands on the revocation channel. `atMs` is the channel's own time, never the writer's. `previous` is the position
 * a reader must have reached for this record to leave no gap: where heartbeats take no position of their own, theirs is the
 * latest notice's, and `previous` equals `position`.
 */
export const revocationRecord = z
  .object({ position: z.int(), previous: z.int(), atMs: epochMs, notice })
  .meta({ id: 'RevocationRecord' });
export type RevocationRecord = z.infer<typeof revocationRecord>;
