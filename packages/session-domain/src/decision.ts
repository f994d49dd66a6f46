import type { SessionEvent } from '@atlasnode/session-events';
import type { Refusal } from './refusal.js';

/** What a command comes to: events to append (none where nothing changes) and what to answer, or an expected "no". */
export type Decision<Event, Reply> = Accepted<Event, Reply> | Refused;
export interface Accepted<Event, Reply> {
  readonly accepted: true;
  readonly events: readonly Event[];
  readonly reply: Reply;
}
export interface Refused {
  readonly accepted: false;
  readonly refusal: Refusal;
}

export function accept<Reply>(events: readonly SessionEvent[], reply: Reply): Accepted<SessionEvent, Reply> {
  return { accepted: true, events, reply };
}

export function refuse(refusal: Refusal): Refused {
  return { accepted: false, refusal };
}
