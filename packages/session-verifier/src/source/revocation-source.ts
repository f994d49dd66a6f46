import type { RevocationView } from '../view/revocation-view.js';

/**
 * Where a view gets its records from. `open` answers at once and works in the background: whether the view may be believed is the view's
 * own to say ({@link RevocationView.ready}, {@link RevocationView.stalenessMs}), so a source that cannot connect is seen as staleness.
 */
export interface RevocationSource {
  open(view: RevocationView): OpenSource;
}

export interface OpenSource {
  /** Resolves once nothing more will be applied to the view. */
  close(): Promise<void>;
}
