import { randomUUID } from 'node:crypto';
import type { Engine } from '@atlasnode/session-engine';
import { kafkaAddress, type DistributedEngineOptions } from './distributed-options.js';
import { atMost } from './deadline.js';
import { engineHealth } from './engine-health.js';
import { createEventLog } from './kafka/event-log.js';
import { KafkaAdmin } from './kafka/kafka-admin.js';
import type { KafkaContext } from './kafka/kafka-context.js';
import { KafkaHealth } from './kafka/kafka-health.js';
import { createRevocationChannel } from './kafka/revocation-channel.js';
import { topicNames } from './kafka/topic-names.js';
import { Lifetime } from './lifetime.js';
import { createAuditStore } from './mongo/audit-store/audit-store.js';
import { createCommitStore } from './mongo/commit-store/commit-store.js';
import { createDirectory } from './mongo/directory/directory.js';
import { createKeyStore } from './mongo/key-store/key-store.js';
import { MongoConnection } from './mongo/mongo-connection.js';
import { createJobScheduler } from './redis/job-scheduler.js';
import { RedisConnection } from './redis/redis-connection.js';

export interface DistributedEngine extends Engine {
  /** Drops every connection at once, as a process does that is killed: groups and leases notice by their own timeouts. */
  abort(): Promise<void>;
}

/** How long closing waits for a handler or a job that does not end. */
const CLOSE_WAIT_MS = 10_000;
const ABORT_WAIT_MS = 1_000;
const DEFAULT_PREFIX = 'atlas';

/**
 * Opens every port on MongoDB, Kafka and Redis, which `provisionDistributed` has made ready. Resolves too where one of them cannot
 * be reached: calls that need it throw `UNAVAILABLE`, `health` names it, and it is used once it is there.
 */
export async function openDistributedEngine(options: DistributedEngineOptions): Promise<DistributedEngine> {
  const { namespace, clientId = `atlas-${randomUUID().slice(0, 8)}`, onFault = () => undefined } = options;
  const lifetime = new Lifetime();
  const mongo = await MongoConnection.forRequests({
    url: options.mongoUrl,
    ...(namespace === undefined ? {} : { database: namespace }),
  });
  const { connection } = mongo;
  const context: KafkaContext = { address: kafkaAddress(options), clientId, lifetime, onFault };
  const topics = topicNames(namespace);
  const admin = new KafkaAdmin(context);
  const kafkaHealth = new KafkaHealth(admin, topics);
  const redis = new RedisConnection(options.redisUrl, onFault);
  const eventLog = createEventLog(context, topics, admin);
  const revocations = createRevocationChannel(context, topics.revocations);
  const jobs = createJobScheduler({ redis, prefix: namespace ?? DEFAULT_PREFIX, lifetime, onFault });
  let closing: Promise<void> | undefined;

  async function disconnect(): Promise<void> {
    await revocations.close();
    await admin.close();
    redis.close();
    await mongo.close();
  }

  async function close(): Promise<void> {
    // What is in hand may still need the ports.
    await atMost(CLOSE_WAIT_MS, Promise.all([eventLog.close(), jobs.close(false)]));
    await lifetime.close();
    await disconnect();
  }

  async function abort(): Promise<void> {
    eventLog.cut('the engine was aborted');
    await atMost(ABORT_WAIT_MS, jobs.close(true));
    void lifetime.close();
    await disconnect();
  }

  return {
    name: 'distributed',
    commits: createCommitStore(connection, lifetime),
    directory: createDirectory(connection, lifetime),
    eventLog,
    revocations,
    jobs,
    audit: createAuditStore(connection, lifetime),
    keys: createKeyStore(connection, lifetime),
    health: () => engineHealth({ connection, kafka: kafkaHealth, topics, redis: redis.client }),
    close: () => (closing ??= close()),
    abort: () => (closing ??= abort()),
  };
}
