import { expect } from 'vitest';
import {
  buildCreated,
  buildExpired,
  buildRefreshed,
  buildRevoked,
  buildUserRevoked,
} from '../builders/event.builder.js';
import { buildSession, newUserId } from '../builders/session.builder.js';
import type { Contract } from './contract.js';

const HOUR_MS = 60 * 60 * 1_000;

export function defineAuditCountCases(contract: Contract): void {
  contract.case('events are counted by hour, type and reason between two instants, repeats once', async () => {
    const { audit } = contract.engine;
    // An hour of a year in which nothing else happens.
    const startMs = Date.UTC(2001, 0, 1) + Math.floor(Math.random() * 8_000) * HOUR_MS;
    const sessions = Array.from({ length: 6 }, () => buildSession({ createdAtMs: startMs }));
    const events = [
      ...sessions.map((session, index) => buildCreated(session, { atMs: startMs + index * 1_000 })),
      buildRefreshed(sessions[0]!, { atMs: startMs + HOUR_MS }),
      buildRevoked(sessions[1]!, { atMs: startMs + HOUR_MS + 1 }),
      buildRevoked(sessions[2]!, { atMs: startMs + 2 * HOUR_MS - 1 }),
      buildExpired(sessions[3]!, { atMs: startMs + 3 * HOUR_MS }),
      // An epoch ends sessions, each of which has its own end event: it is counted as an event, not as an end.
      buildUserRevoked(newUserId(), 1, { atMs: startMs + 3 * HOUR_MS + 5 }),
    ];
    await audit.write(events);
    await audit.write(events.slice(3));
    const range = { fromMs: startMs, toMs: startMs + 4 * HOUR_MS };
    const hour = (later: number): string => new Date(startMs + later * HOUR_MS).toISOString();
    expect(await audit.counts({ by: 'hour', ...range })).toStrictEqual([
      { key: hour(0), count: 6 },
      { key: hour(1), count: 3 },
      { key: hour(3), count: 2 },
    ]);
    const byType = await audit.counts({ by: 'type', ...range });
    expect(byType).toHaveLength(5);
    expect(byType).toEqual(
      expect.arrayContaining([
        { key: 'SessionCreated', count: 6 },
        { key: 'SessionRefreshed', count: 1 },
        { key: 'SessionRevoked', count: 2 },
        { key: 'SessionExpired', count: 1 },
        { key: 'UserSessionsRevoked', count: 1 },
      ]),
    );
    const byReason = await audit.counts({ by: 'reason', ...range });
    expect(byReason).toHaveLength(2);
    expect(byReason).toEqual(
      expect.arrayContaining([
        { key: 'ended-by-admin', count: 2 },
        { key: 'idle', count: 1 },
      ]),
    );
    expect(await audit.counts({ by: 'type', fromMs: startMs + 1_000, toMs: startMs + 3_000 })).toStrictEqual([
      { key: 'SessionCreated', count: 2 },
    ]);
    expect(await audit.counts({ by: 'hour', fromMs: startMs - HOUR_MS, toMs: startMs })).toStrictEqual([]);
  });
}
