import { eventOrder, type RecordedEvent } from '@atlasnode/session-events';
import { expect } from 'vitest';
import {
  buildCreated,
  buildEveryoneRevoked,
  buildRefreshed,
  buildRevoked,
  buildUserRevoked,
} from '../builders/event.builder.js';
import { buildSession, newSid, newUserId } from '../builders/session.builder.js';
import { race } from '../race.js';
import { defineAuditCountCases } from './audit-counts.contract.js';
import { defineAuditEventCases } from './audit-events.contract.js';
import { defineAuditSessionCases } from './audit-sessions.contract.js';
import { describeContract, type Contract, type ContractOptions } from './contract.js';
import { newLife } from './session-life.js';

export function auditStoreContract(options: ContractOptions): void {
  describeContract('audit store', options, (contract) => {
    defineWriteCases(contract);
    defineTimelineCases(contract);
    defineAuditEventCases(contract);
    defineAuditSessionCases(contract);
    defineAuditCountCases(contract);
    defineLastingCases(contract);
  });
}

function defineWriteCases(contract: Contract): void {
  contract.case('events written again, in pieces and by many at once are kept once', async () => {
    const { audit } = contract.engine;
    const elsewhere = (await contract.peer()).audit;
    const life = newLife(40);
    await audit.write(life.slice(0, 25));
    await audit.write(life);
    const { won, lost } = await race(8, (index) => (index % 2 === 0 ? audit : elsewhere).write(life.slice(index)));
    expect(lost).toStrictEqual([]);
    expect(won.flatMap(({ conflicts }) => conflicts)).toStrictEqual([]);
    expect((await audit.timeline(sidOf(life[0]!), { limit: 1_000 })).items).toStrictEqual(life);
    expect((await audit.events({ sid: sidOf(life[0]!) }, { limit: 1_000 })).items).toHaveLength(40);
  });

  contract.case('writing nothing resolves', async () => {
    expect(await contract.engine.audit.write([])).toStrictEqual({ conflicts: [] });
  });

  contract.case('an event that is stored with another hash is named, and the stored one stays', async () => {
    const { audit } = contract.engine;
    const life = newLife(3);
    await audit.write(life);
    const forged: RecordedEvent = { ...life[1]!, hash: 'f'.repeat(64) };
    expect(await audit.write([life[0]!, forged, ...newLife(2)])).toStrictEqual({ conflicts: [forged.id] });
    expect((await audit.timeline(sidOf(forged), { limit: 10 })).items).toStrictEqual(life);
  });

  contract.case('a session is what its latest event says, in whatever order they are written', async () => {
    const { audit } = contract.engine;
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 3, 0, 1],
    ]) {
      const session = buildSession();
      const events = [
        buildCreated(session),
        buildRefreshed(session),
        buildRefreshed({ ...session, generation: 2 }, { version: 3, index: 0 }),
        buildRevoked(session, { version: 3, index: 1 }),
      ];
      for (const at of order) await audit.write([events[at]!]);
      const stored = await audit.session(session.sid);
      expect(stored).toStrictEqual({
        session: events[3]!.type === 'SessionRevoked' ? events[3]!.data.session : undefined,
        version: 3,
      });
    }
  });

  contract.case('a session that is not known is not there', async () => {
    expect(await contract.engine.audit.session(newSid())).toBeUndefined();
    expect(await contract.engine.audit.timeline(newSid(), { limit: 5 })).toStrictEqual({ items: [] });
  });
}

function defineTimelineCases(contract: Contract): void {
  contract.case("a timeline is the session's own events, the oldest first, by version and not by clock", async () => {
    const { audit } = contract.engine;
    const session = buildSession({ createdAtMs: 9_000 });
    const events = [
      buildCreated(session),
      ...Array.from({ length: 11 }, (_, index) => buildRefreshed(session, { version: index + 2, atMs: 8_000 - index })),
      buildRevoked(session, { version: 13, index: 0, atMs: 1 }),
    ];
    await audit.write([...events, buildUserRevoked(session.userId, 1), ...newLife(2, session.userId)].toReversed());
    for (const limit of [1, 4, 13, 14, 1_000]) {
      const read: RecordedEvent[] = [];
      let after: string | undefined;
      do {
        const page = await audit.timeline(session.sid, { limit, ...(after === undefined ? {} : { after }) });
        read.push(...page.items);
        after = page.next;
      } while (after !== undefined);
      expect(read).toStrictEqual(events);
    }
    expect(events.map(eventOrder)).toStrictEqual(events.map(eventOrder).toSorted((left, right) => left - right));
  });
}

function defineLastingCases(contract: Contract): void {
  contract.case('what was written is there after the engine was closed and opened again', async () => {
    const userId = newUserId();
    const session = buildSession({ userId, realmEpoch: 1 });
    const written = [buildCreated(session), buildUserRevoked(userId, 1), buildEveryoneRevoked(1)];
    await contract.engine.audit.write(written);
    const { audit } = await contract.reopen();
    expect((await audit.timeline(session.sid, { limit: 5 })).items).toStrictEqual([written[0]]);
    expect((await audit.sessions({ userId }, { limit: 5 })).items).toStrictEqual([{ session, version: 1 }]);
    expect(await audit.countSessions({ userId, liveAtMs: Date.now() })).toBe(0);
  });

  contract.case('what was written is there after the process was killed', async () => {
    const life = newLife(50);
    await contract.engine.audit.write(life);
    const { audit } = await contract.crash();
    expect((await audit.timeline(sidOf(life[0]!), { limit: 100 })).items).toStrictEqual(life);
  });
}

function sidOf(event: RecordedEvent): string {
  return event.stream.slice('session:'.length);
}
