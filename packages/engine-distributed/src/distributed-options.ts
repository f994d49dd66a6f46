import type { KafkaAddress } from '@atlasnode/kafka-broadcast';
import type { OnFault } from './fault.js';

export interface DistributedOptions {
  readonly mongoUrl: string;
  readonly kafkaBrokers: readonly string[];
  /** For a cluster that asks who one is. */
  readonly kafkaSecurity?: Omit<KafkaAddress, 'brokers'>;
  readonly redisUrl: string;
  /** Put before topics and job queues, and used as the database: several installations on the same programs. None by default. */
  readonly namespace?: string;
}

export interface DistributedEngineOptions extends DistributedOptions {
  /** Names this process to the brokers, e.g. `session-api-7f3`. */
  readonly clientId?: string;
  /** What the engine deals with by itself (a broken connection, a dead letter); for the log. Nothing by default. */
  readonly onFault?: OnFault;
}

export function kafkaAddress({ kafkaBrokers, kafkaSecurity }: DistributedOptions): KafkaAddress {
  return { brokers: kafkaBrokers, ...kafkaSecurity };
}
