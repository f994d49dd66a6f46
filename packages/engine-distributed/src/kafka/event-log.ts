import { boundsOf, type Bounds } from '@atlasnode/kafka-broadcast';
import { EngineError, type EventLog, type LoggedEvent } from '@atlasnode/session-engine';
import { DeadLetters } from './dead-letters.js';
import { EventPublisher } from './event-publisher.js';
import { GroupSubscription } from './group-subscription.js';
import type { KafkaAdmin } from './kafka-admin.js';
import type { KafkaContext } from './kafka-context.js';
import { LogFollower } from './log-follower.js';
import { readBetween } from './log-reader.js';
import type { TopicNames } from './topic-names.js';
import { TopicSender } from './topic-sender.js';

export interface DistributedEventLog extends EventLog {
  /** Leaves every group once what is in hand is finished. */
  close(): Promise<void>;
  /** As a process that is killed. */
  cut(reason: string): void;
}

export function createEventLog(context: KafkaContext, topics: TopicNames, admin: KafkaAdmin): DistributedEventLog {
  const { lifetime } = context;
  const sender = new TopicSender(context, topics.events);
  const deadLetterSender = new TopicSender(context, topics.deadLetters);
  const deadLetters = new DeadLetters(deadLetterSender, context.onFault);
  const publisher = new EventPublisher(topics.events, admin, sender);
  const subscriptions = new Set<GroupSubscription>();
  const followers = new Set<LogFollower>();

  const bounds = (): Promise<readonly Bounds[]> => admin.ask((asked) => boundsOf(asked, topics.events));

  async function behind(group: string): Promise<number> {
    const [ends, committed] = await admin.ask(async (asked) => {
      // In this order: without the topic's metadata kafkajs knows no broker to ask for the group.
      const all = await boundsOf(asked, topics.events);
      return [all, await asked.fetchOffsets({ groupId: group, topics: [topics.events] })] as const;
    });
    const positions = new Map(
      committed.flatMap(({ partitions }) => partitions.map(({ partition, offset }) => [partition, Number(offset)])),
    );
    return ends.reduce(
      (sum, { partition, low, high }) => sum + high - Math.max(positions.get(partition) ?? -1, low),
      0,
    );
  }

  async function* readWhole(ends: Promise<readonly Bounds[]>): AsyncGenerator<LoggedEvent> {
    for await (const logged of readBetween(context, topics.events, await ends)) {
      if (lifetime.isClosed) throw new EngineError('CLOSED', 'the engine is closed');
      yield logged;
    }
  }

  return {
    publish: (events) => lifetime.run(() => publisher.publish(events)),

    subscribe: (group, handle) =>
      lifetime.run(async () => {
        const options = { context, topic: topics.events, group, handle, deadLetters };
        const subscription = new GroupSubscription(options, () => lifetime.run(() => behind(group)));
        subscriptions.add(subscription);
        return {
          behind: () => subscription.behind(),
          close: async () => {
            subscriptions.delete(subscription);
            await subscription.close();
          },
        };
      }),

    follow: (onEvent) =>
      lifetime.run(async () => {
        const follower = new LogFollower({ context, admin, topic: topics.events, onEvent }, await bounds());
        followers.add(follower);
        return {
          close: async () => {
            followers.delete(follower);
            await follower.close();
          },
        };
      }),

    behind: (group) => lifetime.run(() => behind(group)),

    readAll: () => {
      // Asked now, not when somebody begins to read.
      const ends = lifetime.run(bounds);
      ends.catch(() => undefined);
      return readWhole(ends);
    },

    close: async () => {
      await Promise.all([...subscriptions, ...followers].map((each) => each.close()));
      sender.close();
      deadLetterSender.close();
    },

    cut: (reason) => {
      for (const subscription of subscriptions) subscription.cut(reason);
      for (const follower of followers) void follower.close();
      sender.close();
      deadLetterSender.close();
    },
  };
}
