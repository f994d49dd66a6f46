import type { PushRefusal, RenewAnswer, RenewRequired, SessionEnded } from '@atlasnode/session-events/push';

/** What a push connection says, in order: `connected` and then the rest, or `refused`, and `closed` once at the end of one that was connected. */
export interface PushListener {
  connected(): void;
  /** undefined: it could not be reached at all. */
  refused(refusal: PushRefusal | undefined): void;
  ended(ended: SessionEnded, acknowledge: () => void): void;
  renewRequired(required: RenewRequired): void;
  closed(): void;
}

export interface PushConnection {
  /** Rejects where no answer comes. */
  renew(ticket: string): Promise<RenewAnswer>;
  /** Nothing is heard of it any more. */
  close(): void;
}

export interface PushTransport {
  open(url: string, ticket: string, listener: PushListener): PushConnection;
}
