import { CuttableKafka, withAdmin } from '@atlasnode/kafka-broadcast';
import { Redis } from 'ioredis';
import { kafkaAddress, type DistributedOptions } from './distributed-options.js';
import { topicNames } from './kafka/topic-names.js';
import { DEFAULT_EVENT_PARTITIONS, faultsOfTopics, makeTopics, planTopics } from './kafka/topic-settings.js';
import { provisionMongo } from './mongo/models.js';
import { MongoConnection } from './mongo/mongo-connection.js';
import { faultOfRedis } from './redis/redis-health.js';

export interface ProvisionOptions extends DistributedOptions {
  /** Of the event log; chosen once. 12 by default. */
  readonly eventPartitions?: number;
}

export interface ProvisionReport {
  /** What was not there and is now, e.g. `topic session.events`, `index commits.pending`. Empty where nothing was to be done. */
  readonly made: readonly string[];
  /** What is wrong and not for this to change, in sentences that name what to do. */
  readonly faults: readonly string[];
}

/** Makes the topics and the indexes that the engine needs; may be run again at any time. What is there is checked, never altered. */
export async function provisionDistributed(options: ProvisionOptions): Promise<ProvisionReport> {
  const parts = [await provisionTopics(options), await provisionIndexes(options), await checkRedis(options)];
  return { made: parts.flatMap(({ made }) => made), faults: parts.flatMap(({ faults }) => faults) };
}

export async function provisionTopics(options: ProvisionOptions): Promise<ProvisionReport> {
  const client = new CuttableKafka({
    address: kafkaAddress(options),
    clientId: 'atlas-provision',
    requestTimeoutMs: 30_000,
    connectionTimeoutMs: 3_000,
    retry: { retries: 5, initialRetryTime: 200 },
  });
  try {
    return await withAdmin(client, async (admin) => {
      const brokers = (await admin.describeCluster()).brokers.length;
      const names = topicNames(options.namespace);
      const eventPartitions = options.eventPartitions ?? DEFAULT_EVENT_PARTITIONS;
      const made = await makeTopics(admin, planTopics({ names, brokers, eventPartitions }));
      // Another number of partitions than today's default was chosen once, and stays.
      const asChosen = planTopics({ names, brokers, eventPartitions: options.eventPartitions });
      return { made: made.map((topic) => `topic ${topic}`), faults: await faultsOfTopics(admin, asChosen) };
    });
  } finally {
    client.cut('provisioned');
  }
}

export async function provisionIndexes({ mongoUrl, namespace }: ProvisionOptions): Promise<ProvisionReport> {
  const mongo = await MongoConnection.forLongWork({
    url: mongoUrl,
    ...(namespace === undefined ? {} : { database: namespace }),
  });
  try {
    const made = await provisionMongo(mongo.connection);
    return { made: made.map((index) => `index ${index}`), faults: [] };
  } finally {
    await mongo.close();
  }
}

async function checkRedis({ redisUrl }: ProvisionOptions): Promise<ProvisionReport> {
  const client = new Redis(redisUrl, { lazyConnect: true, connectTimeout: 3_000, retryStrategy: () => null });
  try {
    await client.connect();
    const fault = await faultOfRedis(client);
    return { made: [], faults: fault === undefined ? [] : [fault] };
  } finally {
    client.disconnect();
  }
}
