import type { Admin } from 'kafkajs';
import type { KafkaAdmin } from './kafka-admin.js';
import { faultsOfTopics, planTopics } from './topic-settings.js';
import type { TopicNames } from './topic-names.js';

const ASK_DEADLINE_MS = 1_800;
/** Settings do not change by themselves; that the topics answer is asked every time. */
const SETTINGS_HOLD_MS = 60_000;

/** Whether the topics answer and are as they were provisioned. */
export class KafkaHealth {
  readonly #admin: KafkaAdmin;
  readonly #names: TopicNames;
  #wereRightAt = Number.NEGATIVE_INFINITY;

  constructor(admin: KafkaAdmin, names: TopicNames) {
    this.#admin = admin;
    this.#names = names;
  }

  /** @returns what is wrong with a topic, by its name */
  async faults(): Promise<(topic: string) => string | undefined> {
    const faults = await this.#admin.ask((admin) => this.#ask(admin), ASK_DEADLINE_MS);
    return (topic) => faults.find((fault) => fault.includes(` ${topic} `));
  }

  async #ask(admin: Admin): Promise<readonly string[]> {
    if (performance.now() - this.#wereRightAt < SETTINGS_HOLD_MS) return this.#leaderless(admin);
    const brokers = (await admin.describeCluster()).brokers.length;
    const faults = await faultsOfTopics(admin, planTopics({ names: this.#names, brokers }));
    if (faults.length > 0) return faults;
    this.#wereRightAt = performance.now();
    return this.#leaderless(admin);
  }

  async #leaderless(admin: Admin): Promise<readonly string[]> {
    const { events, revocations, deadLetters } = this.#names;
    const { topics } = await admin.fetchTopicMetadata({ topics: [events, revocations, deadLetters] });
    return topics
      .filter(({ partitions }) => partitions.some(({ leader }) => leader < 0))
      .map(({ name }) => `the topic ${name} has a partition without a leader`);
  }
}
