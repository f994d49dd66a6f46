import type { EngineHealth } from '@atlasnode/session-engine';
import type { Connection } from 'mongoose';
import type { Redis } from 'ioredis';
import { withDeadline } from './deadline.js';
import { asError } from './fault.js';
import type { KafkaHealth } from './kafka/kafka-health.js';
import { rootCause } from './kafka/kafka-failure.js';
import type { TopicNames } from './kafka/topic-names.js';
import { faultOfMongo } from './mongo/models.js';
import { faultOfRedis } from './redis/redis-health.js';

export interface HealthSources {
  readonly connection: Connection;
  readonly kafka: KafkaHealth;
  readonly topics: TopicNames;
  readonly redis: Redis;
}

const ANSWER_WITHIN_MS = 2_000;

/** Asks each program, and says of each port whether the one it stands on is as it must be. */
export async function engineHealth({
  connection,
  kafka,
  topics,
  redis,
}: HealthSources): Promise<readonly EngineHealth[]> {
  const [mongoFault, topicFaults, redisFault] = await Promise.all([
    faultOf('MongoDB', () => faultOfMongo(connection)),
    kafka.faults().catch((error: unknown) => () => `Kafka does not answer: ${rootCause(error).message}`),
    faultOf('Redis', () => faultOfRedis(redis)),
  ]);
  return [
    report('commit store', mongoFault),
    report('directory', mongoFault),
    report('event log', topicFaults(topics.events) ?? topicFaults(topics.deadLetters)),
    report('revocation channel', topicFaults(topics.revocations)),
    report('job scheduler', redisFault),
    report('audit store', mongoFault),
    report('key store', mongoFault),
  ];
}

async function faultOf(program: string, ask: () => Promise<string | undefined>): Promise<string | undefined> {
  const late = (): Error => new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`);
  try {
    return await withDeadline(ANSWER_WITHIN_MS, ask(), late);
  } catch (error) {
    return `${program} does not answer: ${asError(error).message}`;
  }
}

function report(part: string, detail: string | undefined): EngineHealth {
  return detail === undefined ? { part, ok: true } : { part, ok: false, detail };
}
