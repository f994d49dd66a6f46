import type { Policy } from '@atlasnode/session-domain';
import type { Engine } from '@atlasnode/session-engine';
import type { ClientId, RevocationRecord } from '@atlasnode/session-events';
import type { Relay } from './relay/relay.js';

export interface SessionCommandsOptions {
  readonly engine: Pick<Engine, 'commits' | 'directory' | 'eventLog' | 'revocations' | 'jobs'>;
  readonly nowMs: () => number;
  /** How far two clocks of the system may be apart; part of the grace rule. */
  readonly clockSkewMs: number;
  /** The master key that new generations are minted with. */
  readonly mintingKid: () => string;
  /** The view of this process: told of every notice it published itself, before the reply. */
  readonly applyNotice: (record: RevocationRecord) => void;
  /** The W3C trace context that events are written in; undefined where nothing is traced. */
  readonly traceparent?: () => string | undefined;
  /** Whatever the relay could not do now; the sweeper does it later. */
  readonly onRelayFault: (error: unknown) => void;
  /**
   * The limit of sessions by which the sweeper admits a start that a crash left behind. Needed in the process that sweeps, where any client has a limit; without it that
   * start counts as one without a limit, and the next one of the user ends what is too many.
   */
  readonly policyOf?: (clientId: ClientId) => Policy;
}

/** What every use case of the write path works with. */
export interface CommandContext extends SessionCommandsOptions {
  readonly relay: Relay;
}
