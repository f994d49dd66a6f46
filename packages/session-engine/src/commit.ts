import type { RecordedEvent, StreamName } from '@atlasnode/session-events';

/** What a session's refresh tokens are derived from, together with a master key of the configuration: neither alone forges. */
export interface SessionSecret {
  /** 32 random bytes, base64url. */
  readonly salt: string;
  /** The master key that mints the present generation. */
  readonly kid: string;
  /** The one that minted the generation before, where it was another. */
  readonly previousKid?: string;
}

/** One command's events, stored as one document. The id is the optimistic lock. */
export interface Commit {
  /** `<stream>@<version, 10 digits>`. */
  readonly id: string;
  readonly stream: StreamName;
  /** 1 for the first commit of a stream, then one more each. */
  readonly version: number;
  /** Names the attempt: how a writer knows its own commit again after an error. */
  readonly commandId: string;
  /** Digest of the request where it came with an idempotency key. */
  readonly requestDigest?: string;
  readonly atMs: number;
  readonly events: readonly [RecordedEvent, ...RecordedEvent[]];
  /** The fold after this commit, as JSON. */
  readonly state: unknown;
  /** The form `state` is in; where it is not today's, the stream is folded again. */
  readonly stateSchema: number;
  /** Copied from commit to commit, never published. Sessions only. */
  readonly secret?: SessionSecret;
  /** Hash of the last event. */
  readonly hash: string;
  /** When the commit was appended and not relayed yet; absent once the relay has done everything for it. */
  readonly pendingSince?: number;
}
