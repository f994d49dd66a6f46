import type { StreamName } from '@atlasnode/session-events';

export const BROKEN_LINK_REASONS = [
  /** The event's content does not give its hash. */
  'content-changed',
  /** The event does not name the hash of the one before it. */
  'not-linked',
  /** An event between two others, or before the first, is not there. */
  'event-missing',
  /** The trail ends before the write model does, and nothing is on its way. */
  'tail-missing',
  /** The trail and the write model tell two different histories. */
  'tail-differs',
  /** The write model's own newest commit does not give its hash. */
  'write-model-changed',
  /** The trail has a session or an event that the write model knows nothing of. */
  'not-in-write-model',
] as const;
export type BrokenLinkReason = (typeof BROKEN_LINK_REASONS)[number];

export interface BrokenLink {
  readonly stream: StreamName;
  /** The event at which the chain does not hold; for a missing one, the last before it (absent where there is none). */
  readonly eventId?: string;
  readonly reason: BrokenLinkReason;
  readonly expected?: string;
  readonly found?: string;
}
