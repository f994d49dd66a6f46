// Node finds only some of its exports by name.
import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs';
import type { TopicNames } from './topic-names.js';

/** 24 h, fixed: what a view forgets after must be less than half of it. */
export const REVOCATIONS_KEPT_MS = 24 * 60 * 60 * 1_000;
const SEGMENT_MS = 60 * 60 * 1_000;
const FOR_EVER = '-1';
const BROKERS_TO_REPLICATE = 3;

export const DEFAULT_EVENT_PARTITIONS = 12;

export interface TopicPlan {
  readonly topic: string;
  /** Where undefined any number will do: it was chosen once, and adding to it would break the order of keys. */
  readonly partitions: number | undefined;
  readonly replicas: number;
  readonly settings: Readonly<Record<string, string>>;
}

export interface PlanOptions {
  readonly names: TopicNames;
  readonly brokers: number;
  readonly eventPartitions?: number | undefined;
}

/** Settings are given when a topic is made and never altered: altering one resets the others. */
export function planTopics({ names, brokers, eventPartitions }: PlanOptions): readonly TopicPlan[] {
  const replicas = brokers >= BROKERS_TO_REPLICATE ? BROKERS_TO_REPLICATE : 1;
  const durable = {
    'cleanup.policy': 'delete',
    'unclean.leader.election.enable': 'false',
    'min.insync.replicas': replicas === 1 ? '1' : '2',
  };
  const keptForEver = { ...durable, 'retention.ms': FOR_EVER, 'retention.bytes': FOR_EVER };
  return [
    { topic: names.events, partitions: eventPartitions, replicas, settings: keptForEver },
    {
      topic: names.revocations,
      partitions: 1,
      replicas,
      settings: {
        ...durable,
        'message.timestamp.type': 'LogAppendTime',
        'retention.ms': String(REVOCATIONS_KEPT_MS),
        'retention.bytes': FOR_EVER,
        'segment.ms': String(SEGMENT_MS),
      },
    },
    { topic: names.deadLetters, partitions: 1, replicas, settings: keptForEver },
  ];
}

/** What is wrong with the topics as they are, in sentences; empty where all is as planned. */
export async function faultsOfTopics(admin: Admin, plans: readonly TopicPlan[]): Promise<readonly string[]> {
  const existing = new Set(await admin.listTopics());
  const missing = plans.filter(({ topic }) => !existing.has(topic));
  const present = plans.filter(({ topic }) => existing.has(topic));
  const absent = missing.map(({ topic }) => `the topic ${topic} is missing: run \`atlas provision\``);
  if (present.length === 0) return absent;
  return [...absent, ...(await faultsOfShape(admin, present)), ...(await faultsOfSettings(admin, present))];
}

async function faultsOfShape(admin: Admin, plans: readonly TopicPlan[]): Promise<readonly string[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: plans.map(({ topic }) => topic) });
  return plans.flatMap(({ topic, partitions, replicas }) => {
    const found = topics.find(({ name }) => name === topic)?.partitions ?? [];
    const fewest = Math.min(...found.map((partition) => partition.replicas.length));
    return [
      ...(partitions !== undefined && found.length !== partitions
        ? [`the topic ${topic} has ${found.length} partitions and needs ${partitions}`]
        : []),
      ...(fewest < replicas ? [`the topic ${topic} has ${fewest} replicas and needs ${replicas}`] : []),
    ];
  });
}

async function faultsOfSettings(admin: Admin, plans: readonly TopicPlan[]): Promise<readonly string[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: plans.map(({ topic, settings }) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name: topic,
      configNames: Object.keys(settings),
    })),
  });
  return plans.flatMap(({ topic, settings }) => {
    const entries = resources.find(({ resourceName }) => resourceName === topic)?.configEntries ?? [];
    const values = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
    return Object.entries(settings)
      .filter(([name, value]) => values.get(name) !== value)
      .map(([name, value]) => `the topic ${topic} has ${name}=${values.get(name) ?? 'nothing'} and needs ${value}`);
  });
}

/** @returns the topics that were not there and are now */
export async function makeTopics(admin: Admin, plans: readonly TopicPlan[]): Promise<readonly string[]> {
  const existing = new Set(await admin.listTopics());
  const made = plans.filter(({ topic }) => !existing.has(topic));
  if (made.length > 0) await admin.createTopics({ topics: made.map(toConfig), waitForLeaders: true, timeout: 30_000 });
  return made.map(({ topic }) => topic);
}

function toConfig({ topic, partitions, replicas, settings }: TopicPlan): ITopicConfig {
  return {
    topic,
    numPartitions: partitions ?? DEFAULT_EVENT_PARTITIONS,
    replicationFactor: replicas,
    configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
  };
}
