import { isInvalidCursor, type AuditEventFilter } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';
import { expect } from 'vitest';
import {
  buildCreated,
  buildEveryoneRevoked,
  buildExpired,
  buildRefreshed,
  buildReuse,
  buildRevoked,
  buildUserRevoked,
} from '../builders/event.builder.js';
import { buildSession, newUserId } from '../builders/session.builder.js';
import { HOSTILE_USER_IDS, saltedUserId } from '../hostile-ids.js';
import { allPages } from '../paging.js';
import type { Contract } from './contract.js';
import { newLife } from './session-life.js';

/** The story of two users, each event at a time of its own. */
async function writeStory(
  contract: Contract,
): Promise<{ readonly events: readonly RecordedEvent[]; readonly startMs: number }> {
  const startMs = Date.parse('2026-03-01T10:00:00.000Z') + Math.floor(Math.random() * 1e9);
  const own = newUserId();
  const ann = buildSession({ userId: `ann ${own}`, createdAtMs: startMs, device: { ip: `ip-${own}`, label: 'Phone' } });
  const bob = buildSession({ userId: `bob ${own}`, createdAtMs: startMs + 1_000, device: { ip: '203.0.113.5' } });
  const admin = { type: 'admin', id: `admin ${own}` } as const;
  const events = [
    buildCreated(ann, { atMs: startMs }),
    buildCreated(bob, { atMs: startMs + 1_000 }),
    buildRefreshed(ann, { atMs: startMs + 2_000 }),
    buildReuse(bob, { atMs: startMs + 3_000, index: 0 }),
    buildRevoked(bob, { atMs: startMs + 4_000, index: 1, actor: { type: 'policy' } }),
    buildUserRevoked(bob.userId, 1, { atMs: startMs + 5_000, actor: admin }),
    buildEveryoneRevoked(1, { version: 1 + (startMs % 1_000_000_000), atMs: startMs + 6_000, actor: admin }),
    buildExpired(ann, { version: 3, atMs: startMs + 7_000 }),
  ];
  // In disorder: the order of writing means nothing.
  await contract.engine.audit.write([6, 1, 4, 0].map((at) => events[at]!));
  await contract.engine.audit.write([5, 7, 3, 2].map((at) => events[at]!));
  return { events, startMs };
}

export function defineAuditEventCases(contract: Contract): void {
  async function expectFound(
    story: readonly RecordedEvent[],
    filter: AuditEventFilter,
    positions: readonly number[],
  ): Promise<void> {
    const ids = new Set(story.map(({ id }) => id));
    const found = await allPages(3, (page) => contract.engine.audit.events(filter, page));
    const own = found.filter(({ id }) => ids.has(id));
    expect(own, JSON.stringify(filter)).toStrictEqual(
      positions.toSorted((left, right) => right - left).map((at) => story[at]),
    );
  }

  contract.case('events are found by each filter, the newest first', async () => {
    const { events, startMs } = await writeStory(contract);
    const [ann, bob] = [events[0]!, events[1]!].map((event) =>
      event.type === 'SessionCreated' ? event.data.session : buildSession(),
    );
    const cases: ReadonlyArray<readonly [AuditEventFilter, readonly number[]]> = [
      [{}, [0, 1, 2, 3, 4, 5, 6, 7]],
      [{ userId: ann!.userId }, [0, 2, 7]],
      [{ userId: bob!.userId }, [1, 3, 4, 5]],
      [{ userId: newUserId() }, []],
      [{ sid: bob!.sid }, [1, 3, 4]],
      [{ type: 'SessionCreated' }, [0, 1]],
      [{ type: 'EverySessionRevoked' }, [6]],
      [{ type: 'RefreshReuseDetected' }, [3]],
      [{ actorType: 'admin' }, [5, 6]],
      [{ actorType: 'policy' }, [3, 4, 7]],
      [{ actorId: events[5]!.actor.id! }, [5, 6]],
      [{ ip: ann!.device.ip! }, [0, 2, 7]],
      [{ fromMs: startMs + 3_000 }, [3, 4, 5, 6, 7]],
      [{ toMs: startMs + 3_000 }, [0, 1, 2]],
      [{ fromMs: startMs + 1_000, toMs: startMs + 1_001 }, [1]],
      [{ fromMs: startMs + 1_000, toMs: startMs + 1_000 }, []],
    ];
    for (const [filter, positions] of cases) await expectFound(events, filter, positions);
  });

  contract.case('filters narrow each other', async () => {
    const { events, startMs } = await writeStory(contract);
    const [ann, bob] = [events[0]!, events[1]!].map((event) =>
      event.type === 'SessionCreated' ? event.data.session : buildSession(),
    );
    await expectFound(events, { userId: bob!.userId, type: 'SessionRevoked' }, [4]);
    await expectFound(events, { userId: bob!.userId, actorType: 'admin', actorId: events[5]!.actor.id! }, [5]);
    await expectFound(events, { sid: bob!.sid, userId: ann!.userId }, []);
    await expectFound(events, { type: 'SessionCreated', fromMs: startMs + 1, toMs: startMs + 9_000 }, [1]);
    await expectFound(events, { ip: ann!.device.ip!, type: 'SessionExpired', actorType: 'policy' }, [7]);
    await expectFound(events, { sid: ann!.sid, type: 'SessionRefreshed', toMs: startMs + 2_000 }, []);
  });

  contract.case('a detected reuse is found by the address of the device that presented the token', async () => {
    const session = buildSession({ device: { ip: '203.0.113.77' } });
    const reuse = buildReuse(session, { version: 2 });
    await contract.engine.audit.write([buildCreated(session), reuse]);
    const ip = reuse.type === 'RefreshReuseDetected' ? (reuse.data.presentedBy.ip ?? '') : '';
    const found = await contract.engine.audit.events({ ip, userId: session.userId }, { limit: 10 });
    expect(found.items).toStrictEqual([reuse]);
  });

  contract.case('a page never shifts: events written meanwhile come first or not at all', async () => {
    const { audit } = contract.engine;
    const userId = newUserId();
    const startMs = Date.now();
    const life = newLife(30, userId).map((event, index) => ({ ...event, atMs: startMs + index }));
    await audit.write(life);
    const read: RecordedEvent[] = [];
    let after: string | undefined;
    for (let round = 0; ; round += 1) {
      const page = await audit.events({ userId }, { limit: 7, ...(after === undefined ? {} : { after }) });
      read.push(...page.items);
      if (page.next === undefined) break;
      after = page.next;
      await audit.write(newLife(3, userId).map((event) => ({ ...event, atMs: startMs + 1_000 + round })));
    }
    expect(read).toStrictEqual(life.toReversed());
  });

  contract.case('many events of one millisecond are all told once, whatever the size of the page', async () => {
    const { audit } = contract.engine;
    const userId = newUserId();
    const atMs = Date.now();
    const events = Array.from({ length: 60 }, () => ({
      ...buildCreated(buildSession({ userId, createdAtMs: atMs })),
      atMs,
    }));
    await audit.write(events.slice(0, 31));
    await audit.write(events.slice(31));
    for (const limit of [1, 7, 60, 61]) {
      const found = await allPages(limit, (page) => audit.events({ userId, type: 'SessionCreated' }, page));
      expect(found.map(({ id }) => id).toSorted()).toStrictEqual(events.map(({ id }) => id).toSorted());
    }
  });

  contract.case('no name of a user finds the events of another', async () => {
    const { audit } = contract.engine;
    const salt = newUserId();
    const events = HOSTILE_USER_IDS.map((id) => buildCreated(buildSession({ userId: saltedUserId(salt, id) })));
    await audit.write(events);
    for (const event of events) {
      const userId = event.type === 'SessionCreated' ? event.data.session.userId : '';
      expect((await audit.events({ userId }, { limit: 10 })).items).toStrictEqual([event]);
    }
  });

  contract.case('an `after` that no page gave is an invalid cursor or finds nothing wrong', async () => {
    const { audit } = contract.engine;
    const userId = newUserId();
    const life = newLife(3, userId);
    await audit.write(life);
    for (const after of ['nonsense', '', '-1', '9'.repeat(40), "' OR 1=1", '\u0000', '1e9']) {
      for (const list of [
        audit.events({ userId }, { after, limit: 9 }),
        audit.timeline(life[0]!.stream.slice('session:'.length), { after, limit: 9 }),
      ]) {
        const page = await list.catch((error: unknown) => {
          expect(error).toSatisfy(isInvalidCursor);
          return { items: [] };
        });
        expect(life.map(({ id }) => id)).toStrictEqual(expect.arrayContaining(page.items.map(({ id }) => id)));
      }
    }
  });
}
