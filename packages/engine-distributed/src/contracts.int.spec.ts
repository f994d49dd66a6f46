import { randomBytes } from 'node:crypto';
import { enginesForTests } from '@atlasnode/local-engines/for-tests';
import {
  auditStoreContract,
  commitStoreContract,
  directoryContract,
  eventLogContract,
  jobSchedulerContract,
  keyStoreContract,
  revocationChannelContract,
  type ContractOptions,
  type OpenedEngine,
} from '@atlasnode/testkit';
import { describe } from 'vitest';
import type { DistributedOptions } from './distributed-options.js';
import { openDistributedEngine, type DistributedEngine } from './open-distributed-engine.js';
import { provisionIndexes, provisionTopics } from './provision-distributed.js';

const addresses = enginesForTests();

/** A name of its own each time: topics, database and queues of one suite meet nobody's. */
async function open(): Promise<OpenedEngine> {
  const options: DistributedOptions = {
    mongoUrl: addresses?.ATLAS_MONGO_URL ?? '',
    kafkaBrokers: [addresses?.ATLAS_KAFKA_BROKERS ?? ''],
    redisUrl: addresses?.ATLAS_REDIS_URL ?? '',
    namespace: `contract-${randomBytes(6).toString('hex')}`,
  };
  await Promise.all([provisionTopics({ ...options, eventPartitions: 3 }), provisionIndexes(options)]);
  const engines: DistributedEngine[] = [];
  const another = async (): Promise<DistributedEngine> => {
    const engine = await openDistributedEngine(options);
    engines.push(engine);
    return engine;
  };
  let current = await another();
  return {
    engine: current,
    peer: another,
    reopen: async () => {
      await current.close();
      return (current = await another());
    },
    crash: async () => {
      await current.abort();
      return (current = await another());
    },
    close: async () => {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}

const distributed: ContractOptions = { engine: 'distributed', open };

// Nameless: the run counts the suites by the titles inside.
describe.skipIf(addresses === undefined)('', () => {
  commitStoreContract(distributed);
  directoryContract(distributed);
  keyStoreContract(distributed);
  auditStoreContract(distributed);
  eventLogContract(distributed);
  revocationChannelContract({
    ...distributed,
    omit: {
      "a notice is told to this process's open listeners before its publish resolves":
        'the port promises it of the embedded engine alone: here a notice comes back from the broker',
    },
  });
  jobSchedulerContract(distributed);
});
