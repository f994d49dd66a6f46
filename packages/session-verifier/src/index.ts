export {
  DEFAULT_CLOCK_SKEW_MS,
  LONGEST_WINDOW_MS,
  RevocationView,
  type ApplyOutcome,
  type RevocationViewOptions,
} from './view/revocation-view.js';
export type { TokenSubject } from './view/ended-subjects.js';
export type { Unsubscribe } from './view/listeners.js';
