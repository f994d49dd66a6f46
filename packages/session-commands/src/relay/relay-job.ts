import type { Commit } from '@atlasnode/session-engine';

/** One commit on its way out. */
export interface RelayJob {
  readonly commit: Commit;
  /** Whether its notice reached the channel; absent where it ends nothing. */
  readonly notice?: Promise<boolean>;
  /** Whether everything but its events is done; absent where there is nothing else. */
  readonly duties?: Promise<boolean>;
  /** Whether the commit is no longer pending: settled once, whichever it is. */
  onSettled?(isCleared: boolean): void;
}
