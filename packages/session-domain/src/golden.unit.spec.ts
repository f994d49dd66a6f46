/** Recorded streams of every released event version, folded by today's code, for ever. A file here is never written again: a new version is a new file. */
import { readdirSync, readFileSync } from 'node:fs';
import { fromCloudEvent, SESSION_EVENT_TYPES, type RecordedEvent } from '@atlasnode/session-events';
import { describe, expect, it } from 'vitest';
import { EPOCH_STATE_SCHEMA, evolveEpoch, INITIAL_EPOCH } from './epoch-state.js';
import { evolveSession, NO_SESSION, SESSION_STATE_SCHEMA } from './session-state.js';

const FOLDER = new URL('../../session-events/golden/', import.meta.url);

interface Recorded {
  readonly stream: string;
  readonly events: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** The form `state` was recorded in; of an older one only the events are of use. */
  readonly stateSchema: number;
  readonly state: unknown;
}

const names = readdirSync(FOLDER);
const read = (name: string): Recorded => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Recorded;
const eventsOf = (name: string): readonly RecordedEvent[] => read(name).events.map(fromCloudEvent);

describe('recorded streams', () => {
  it('there is one at least for every type of event', () => {
    const recorded = new Set(names.flatMap((name) => eventsOf(name).map(({ type }) => type)));
    expect(recorded).toEqual(new Set(SESSION_EVENT_TYPES));
  });

  it.each(names)('%s folds to the state that was recorded', (name) => {
    const { stream, state, stateSchema } = read(name);
    const events = eventsOf(name);
    expect(events.every((event) => event.stream === stream)).toBe(true);
    const isSession = stream.startsWith('session:');
    const folded = isSession ? events.reduce(evolveSession, NO_SESSION) : events.reduce(evolveEpoch, INITIAL_EPOCH);
    if (stateSchema === (isSession ? SESSION_STATE_SCHEMA : EPOCH_STATE_SCHEMA)) expect(folded).toEqual(state);
    else expect(folded).toHaveProperty(isSession ? 'status' : 'epoch');
  });
});
