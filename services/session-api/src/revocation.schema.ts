import { epoch, reasonNote, revocationReason, sid } from '@atlasnode/session-events';
import { z } from 'zod';

/** The reasons that a caller may give; the others are the service's own. */
export const givenReason = revocationReason
  .exclude(['refresh-reuse', 'session-limit', 'sign-in-overtaken'])
  .meta({ id: 'GivenReason' });

export const revocationRequest = z
  .strictObject({ reason: givenReason.exactOptional(), note: reasonNote.exactOptional() })
  .meta({ id: 'RevocationRequest' });
/** A body may be left out. */
export const optionalRevocationRequest = revocationRequest.prefault({});
export type RevocationRequest = z.infer<typeof revocationRequest>;

export const userRevocationRequest = revocationRequest
  .extend({ except: sid.exactOptional() })
  .meta({ id: 'UserRevocationRequest' });
export const optionalUserRevocationRequest = userRevocationRequest.prefault({});
export type UserRevocationRequest = z.infer<typeof userRevocationRequest>;

/** `acknowledged` (200): refused everywhere within the staleness each verifier claims. `pending` (202): ended in the store, and told as soon as the channel takes it. */
export const propagation = z.enum(['acknowledged', 'pending']).meta({ id: 'Propagation' });

export const endedSession = z
  .strictObject({
    sid,
    ended: z.boolean().meta({ description: 'Whether this call ended it; false where it had ended already.' }),
    propagation,
  })
  .meta({ id: 'EndedSession' });
export type EndedSession = z.infer<typeof endedSession>;

export const raisedEpoch = z
  .strictObject({
    epoch,
    propagation,
    jobId: z.string().meta({ description: 'The job that gives each session its own end; see /v1/admin/jobs.' }),
  })
  .meta({ id: 'RaisedEpoch' });
export type RaisedEpoch = z.infer<typeof raisedEpoch>;

/** The status that says how far the news has come. */
export function statusOf(answer: { readonly propagation: z.infer<typeof propagation> }): 200 | 202 {
  return answer.propagation === 'acknowledged' ? 200 : 202;
}
