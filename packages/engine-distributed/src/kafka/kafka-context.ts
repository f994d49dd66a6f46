import { CuttableKafka, type KafkaAddress } from '@atlasnode/kafka-broadcast';
import type { OnFault } from '../fault.js';
import type { Lifetime } from '../lifetime.js';

/** What both ports on Kafka stand on. */
export interface KafkaContext {
  readonly address: KafkaAddress;
  readonly clientId: string;
  readonly lifetime: Lifetime;
  readonly onFault: OnFault;
}

/** No retries: kafkajs's own would write twice and out of order after a timeout. */
export function clientForSending({ address, clientId }: KafkaContext): CuttableKafka {
  return new CuttableKafka({
    address,
    clientId,
    requestTimeoutMs: 1_500,
    connectionTimeoutMs: 500,
    retry: { retries: 0 },
  });
}

export function clientForAsking({ address, clientId }: KafkaContext): CuttableKafka {
  return new CuttableKafka({
    address,
    clientId,
    requestTimeoutMs: 1_500,
    connectionTimeoutMs: 500,
    retry: { retries: 0 },
  });
}

/** Groups outlast a broker that is away for some seconds: with 3 retries it took 10 s more to be back. */
export const GROUP_RETRY = { retries: 12, initialRetryTime: 100, maxRetryTime: 1_000 } as const;

export function clientForGroup({ address, clientId }: KafkaContext): CuttableKafka {
  return new CuttableKafka({
    address,
    clientId,
    requestTimeoutMs: 3_000,
    connectionTimeoutMs: 1_000,
    retry: GROUP_RETRY,
  });
}
