import { expect } from 'vitest';

/** A decider as the domain writes it: a pure `decide` and `evolve` over one state. */
export interface Decider<State, Command, Event, Reply, Refusal> {
  readonly initialState: State;
  decide(state: State, command: Command): DeciderAnswer<Event, Reply, Refusal>;
  evolve(state: State, event: Event): State;
}

export type DeciderAnswer<Event, Reply, Refusal> =
  | { readonly accepted: true; readonly events: readonly Event[]; readonly reply: Reply }
  | { readonly accepted: false; readonly refusal: Refusal };

export interface Outcome<State, Event, Reply, Refusal> {
  /** The command was accepted with exactly these events and, where one is given, this reply. */
  then(events: readonly Event[], reply?: Reply): Outcome<State, Event, Reply, Refusal>;
  /** The command was refused, and so changed nothing. */
  refused(refusal: Refusal): Outcome<State, Event, Reply, Refusal>;
  /** The state after the events. */
  thenState(state: State): Outcome<State, Event, Reply, Refusal>;
  /** For assertions of one's own. */
  readonly answer: DeciderAnswer<Event, Reply, Refusal>;
  readonly state: State;
}

/**
 * `given(sessions, [created]).when(revoke).then([revoked], { kind: 'revoked' })`: what happened before, one command, what comes of it.
 */
export function given<State, Command, Event, Reply, Refusal>(
  decider: Decider<State, Command, Event, Reply, Refusal>,
  events: readonly Event[],
): { when(command: Command): Outcome<State, Event, Reply, Refusal> } {
  return {
    when: (command) => {
      const before = events.reduce((state, event) => decider.evolve(state, event), decider.initialState);
      return outcomeOf(decider, before, decider.decide(before, command), command);
    },
  };
}

function outcomeOf<State, Command, Event, Reply, Refusal>(
  decider: Decider<State, Command, Event, Reply, Refusal>,
  before: State,
  answer: DeciderAnswer<Event, Reply, Refusal>,
  command: Command,
): Outcome<State, Event, Reply, Refusal> {
  const story = `\nstate before: ${asJson(before)}\ncommand: ${asJson(command)}\nanswer: ${asJson(answer)}\n`;
  const newEvents = answer.accepted ? answer.events : [];
  const state = newEvents.reduce((reached, event) => decider.evolve(reached, event), before);

  const outcome: Outcome<State, Event, Reply, Refusal> = {
    answer,
    state,
    // oxlint-disable-next-line unicorn/no-thenable -- the third word of the idiom; an outcome is never awaited
    then: (...expected) => {
      expect(answer.accepted, `expected the command to be accepted${story}`).toBe(true);
      expect(newEvents, `the events differ${story}`).toStrictEqual(expected[0]);
      if (expected.length > 1 && answer.accepted)
        expect(answer.reply, `the reply differs${story}`).toStrictEqual(expected[1]);
      return outcome;
    },
    refused: (refusal) => {
      expect(answer, `expected a refusal${story}`).toStrictEqual({ accepted: false, refusal });
      return outcome;
    },
    thenState: (expected) => {
      expect(state, `the state differs${story}`).toStrictEqual(expected);
      return outcome;
    },
  };
  return outcome;
}

function asJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
