import type { AuditSessionFilter } from '@atlasnode/session-engine';
import type { SessionSummary } from '@atlasnode/session-events';
import { expect } from 'vitest';
import {
  buildCreated,
  buildEveryoneRevoked,
  buildExpired,
  buildRefreshed,
  buildRevoked,
  buildUserRevoked,
} from '../builders/event.builder.js';
import { buildSession, newSid, newUserId } from '../builders/session.builder.js';
import { allPages } from '../paging.js';
import type { Contract } from './contract.js';

/** No case but the realm's own lets the realm's epoch reach this. */
const BEYOND_REALM = 1_000_000_000;

export function defineAuditSessionCases(contract: Contract): void {
  const write = (sessions: readonly SessionSummary[]): Promise<unknown> =>
    contract.engine.audit.write(sessions.map((session) => buildCreated(session)));

  /** What is found of these sessions, and that the count says the same where the filter names a user. */
  async function found(filter: AuditSessionFilter, limit = 4): Promise<readonly string[]> {
    const listed = (await allPages(limit, (page) => contract.engine.audit.sessions(filter, page))).map(
      ({ session }) => session.sid,
    );
    expect(await contract.engine.audit.countSessions(filter), JSON.stringify(filter)).toBe(listed.length);
    return listed;
  }

  function sessionsOf(
    userId: string,
    count: number,
    overrides: Partial<SessionSummary> = {},
  ): readonly SessionSummary[] {
    return Array.from({ length: count }, (_, index) =>
      buildSession({ userId, createdAtMs: 1_000_000 + index, realmEpoch: BEYOND_REALM, ...overrides }),
    );
  }

  contract.case("a user's sessions are listed, the latest started first, whatever the size of the page", async () => {
    const userId = newUserId();
    const sessions = sessionsOf(userId, 10);
    await write([...sessions.slice(5), ...sessions.slice(0, 5), buildSession()]);
    for (const limit of [1, 3, 10, 11, 1_000])
      expect(await found({ userId }, limit)).toStrictEqual(sessions.map(({ sid }) => sid).toReversed());
    expect(await found({ userId: newUserId() })).toStrictEqual([]);
  });

  contract.case('an ended session is listed, but not as live', async () => {
    const userId = newUserId();
    const [live, revoked, expired] = sessionsOf(userId, 3) as [SessionSummary, SessionSummary, SessionSummary];
    await write([live, revoked, expired]);
    await contract.engine.audit.write([buildRevoked(revoked), buildExpired(expired)]);
    expect(await found({ userId })).toStrictEqual([expired.sid, revoked.sid, live.sid]);
    expect(await found({ userId, liveAtMs: 1_000_100 })).toStrictEqual([live.sid]);
  });

  contract.case('a session that is due is not live, by either of its times', async () => {
    const userId = newUserId();
    const [idle] = sessionsOf(userId, 1, { idleDueAtMs: 5_000, absoluteDueAtMs: 9_000 }) as [SessionSummary];
    const [absolute] = sessionsOf(userId, 1, {
      createdAtMs: 1_000_001,
      idleDueAtMs: 9_000,
      absoluteDueAtMs: 6_000,
    }) as [SessionSummary];
    await write([idle, absolute]);
    expect(await found({ userId, liveAtMs: 4_999 })).toStrictEqual([absolute.sid, idle.sid]);
    expect(await found({ userId, liveAtMs: 5_000 })).toStrictEqual([absolute.sid]);
    expect(await found({ userId, liveAtMs: 6_000 })).toStrictEqual([]);
    await contract.engine.audit.write([buildRefreshed({ ...idle, idleDueAtMs: 8_000 })]);
    expect(await found({ userId, liveAtMs: 7_999 })).toStrictEqual([idle.sid]);
  });

  contract.case("a session below its user's epoch is not live, save the exception of the latest one", async () => {
    const { audit } = contract.engine;
    const userId = newUserId();
    const old = sessionsOf(userId, 3);
    const recent = sessionsOf(userId, 1, { userEpoch: 1, createdAtMs: 2_000_000 });
    await write([...old, ...recent, ...sessionsOf(newUserId(), 2)]);
    const at = { userId, liveAtMs: 2_000_001 };
    expect(await found(at)).toHaveLength(4);
    await audit.write([buildUserRevoked(userId, 1, { exceptSid: old[1]!.sid })]);
    expect(await found(at)).toStrictEqual([recent[0]!.sid, old[1]!.sid]);
    await audit.write([buildUserRevoked(userId, 2, { exceptSid: recent[0]!.sid })]);
    expect(await found(at)).toStrictEqual([recent[0]!.sid]);
    // Told once more, and late: the lower epoch changes nothing.
    await audit.write([buildUserRevoked(userId, 1, { exceptSid: old[1]!.sid })]);
    expect(await found(at)).toStrictEqual([recent[0]!.sid]);
    expect(await found({ userId })).toHaveLength(4);
  });

  contract.case('an epoch that was written before its sessions ends them all the same', async () => {
    const userId = newUserId();
    await contract.engine.audit.write([buildUserRevoked(userId, 1)]);
    await write(sessionsOf(userId, 2));
    expect(await found({ userId, liveAtMs: 1_000_100 })).toStrictEqual([]);
  });

  contract.case("a session below the realm's epoch is not live, save the exception of the latest one", async () => {
    const { audit } = contract.engine;
    const userId = newUserId();
    const epoch = BEYOND_REALM / 2 + (Date.now() % 1_000_000);
    const [old, excepted] = sessionsOf(userId, 2, { realmEpoch: epoch - 1 }) as [SessionSummary, SessionSummary];
    const [recent] = sessionsOf(userId, 1, { realmEpoch: epoch, createdAtMs: 2_000_000 }) as [SessionSummary];
    await write([old, excepted, recent]);
    const at = { userId, liveAtMs: 2_000_001 };
    expect(await found(at)).toHaveLength(3);
    await audit.write([buildEveryoneRevoked(epoch, { exceptSid: excepted.sid })]);
    expect(await found(at)).toStrictEqual([recent.sid, excepted.sid]);
    await audit.write([buildUserRevoked(userId, 1, { exceptSid: recent.sid })]);
    expect(await found(at)).toStrictEqual([recent.sid]);
  });

  contract.case(
    'a search finds part of the user, label, address or user agent, in any case, or a whole sid',
    async () => {
      const own = newUserId();
      const session = buildSession({
        userId: `Zoë.O'Neil+${own}@Example.com`,
        device: { label: `Küche ${own} 100%_[x]`, ip: '2001:DB8::7', userAgent: `Mozilla/5.0 (X11; ${own}) Gecko` },
        realmEpoch: BEYOND_REALM,
      });
      await write([session, buildSession()]);
      for (const search of [
        `ZOË.o'neil+${own}`,
        `+${own}@example`,
        `küche ${own}`,
        `${own} 100%_[X]`,
        `x11; ${own.toUpperCase()}) gec`,
        session.sid,
      ]) {
        expect(await found({ search }), search).toStrictEqual([session.sid]);
      }
      expect(await found({ search: '2001:db8::7', userId: session.userId })).toStrictEqual([session.sid]);
      for (const search of [`${own}.*`, `%${own}`, `${own}\\`, session.sid.slice(0, -1), newSid()])
        expect(await found({ search }), search).toStrictEqual([]);
      expect(await found({ search: own, userId: session.userId, liveAtMs: Date.now() })).toStrictEqual([session.sid]);
      expect(await found({ search: own, userId: newUserId() })).toStrictEqual([]);
    },
  );

  contract.case('whatever a device says of itself can be kept, searched and found', async () => {
    const userId = newUserId();
    const label = 'nul \u0000 bell \u0007 lone \uD800 %_\\"\'';
    const session = buildSession({ userId, device: { label, ip: 'a\u0000b', userAgent: '\u0000' } });
    await write([session]);
    expect((await contract.engine.audit.events({ ip: 'a\u0000b', userId }, { limit: 5 })).items).toHaveLength(1);
    expect(await found({ userId, search: 'NUL \u0000 bell' })).toStrictEqual([session.sid]);
    expect(await found({ userId, search: 'nul \u0000 bull' })).toStrictEqual([]);
  });

  contract.case('a search sees what the device is now', async () => {
    const own = newUserId();
    const session = buildSession({ device: { label: `before ${own}` } });
    await write([session]);
    await contract.engine.audit.write([buildRefreshed({ ...session, device: { label: `after ${own}` } })]);
    expect(await found({ search: `before ${own}` })).toStrictEqual([]);
    expect(await found({ search: `after ${own}` })).toStrictEqual([session.sid]);
  });

  contract.case('a page of sessions never shifts while sessions start and end', async () => {
    const userId = newUserId();
    const sessions = sessionsOf(userId, 12);
    await write(sessions);
    const first = await contract.engine.audit.sessions({ userId }, { limit: 5 });
    await write([buildSession({ userId, createdAtMs: 3_000_000 })]);
    await contract.engine.audit.write([buildRevoked(sessions[11]!), buildRefreshed(sessions[7]!)]);
    const rest = await allPages(5, (page) => contract.engine.audit.sessions({ userId }, page), first.next);
    expect([...first.items, ...rest].map(({ session }) => session.sid)).toStrictEqual(
      sessions.map(({ sid }) => sid).toReversed(),
    );
  });

  contract.case('every session is listed once, the latest started first', async () => {
    const sessions = Array.from({ length: 9 }, (_, index) => buildSession({ createdAtMs: 7_000_000 + (index % 3) }));
    await write(sessions);
    const listed = (await allPages(100, (page) => contract.engine.audit.sessions({}, page))).map(
      ({ session }) => session,
    );
    const times = listed.map(({ createdAtMs }) => createdAtMs);
    expect(times).toStrictEqual(times.toSorted((left, right) => right - left));
    expect(new Set(listed.map(({ sid }) => sid)).size).toBe(listed.length);
    expect(listed.map(({ sid }) => sid)).toStrictEqual(expect.arrayContaining(sessions.map(({ sid }) => sid)));
  });
}
