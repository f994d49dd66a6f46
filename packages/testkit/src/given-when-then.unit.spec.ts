import { describe, expect, it } from 'vitest';
import { given, type Decider } from './given-when-then.js';

type Event = { readonly type: 'Opened' } | { readonly type: 'Closed'; readonly by: string };
interface Command {
  readonly close: string;
}

const door: Decider<'open' | 'closed', Command, Event, 'closed', 'already-closed'> = {
  initialState: 'closed',
  decide: (state, { close }) =>
    state === 'closed'
      ? { accepted: false, refusal: 'already-closed' }
      : { accepted: true, events: [{ type: 'Closed', by: close }], reply: 'closed' },
  evolve: (_, event) => (event.type === 'Opened' ? 'open' : 'closed'),
};
const opened: Event = { type: 'Opened' };

describe('given-when-then', () => {
  it('passes where events, reply and state are as expected', () => {
    given(door, [opened])
      .when({ close: 'ada' })
      .then([{ type: 'Closed', by: 'ada' }], 'closed')
      .thenState('closed');
    given(door, []).when({ close: 'ada' }).refused('already-closed');
  });

  it('fails where they are not, and tells the story', () => {
    const outcome = given(door, [opened]).when({ close: 'ada' });
    expect(() => outcome.then([])).toThrow('the events differ');
    expect(() => outcome.then([{ type: 'Closed', by: 'eve' }])).toThrow('"close": "ada"');
    expect(() => outcome.refused('already-closed')).toThrow('expected a refusal');
    expect(() => outcome.thenState('open')).toThrow('the state differs');
    const refused = given(door, []).when({ close: 'ada' });
    expect(() => refused.then([])).toThrow('expected the command to be accepted');
  });

  it('folds the events given before the command is decided', () => {
    given(door, [opened, { type: 'Closed', by: 'bob' }])
      .when({ close: 'ada' })
      .refused('already-closed');
  });
});
