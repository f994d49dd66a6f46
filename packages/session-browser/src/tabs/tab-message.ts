import type { SessionEnd } from '../session-end.js';
import type { SessionTimes } from '../routes/session-times.js';

/** What tabs tell each other. A hint each: a tab that hears none of it does the same, a little later. */
export type TabMessage = { readonly v: 1; readonly sid: string } & (
  | {
      /** This tab refreshed. `settled`: everybody's input so far was counted with it. */
      readonly kind: 'refreshed';
      readonly times: SessionTimes;
      readonly settled: boolean;
    }
  | { readonly kind: 'input' }
  | { readonly kind: 'ended'; readonly end: SessionEnd }
  /** A tab found this session: another's may have been replaced by it. */
  | { readonly kind: 'found' }
);

/** The other tab may run another version of this SDK: what it says in another form is passed over. */
export function isTabMessage(value: unknown): value is TabMessage {
  return typeof value === 'object' && value !== null && 'v' in value && value.v === 1;
}
