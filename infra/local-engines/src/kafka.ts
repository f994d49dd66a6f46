import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formattedKafkaLogs, JAVA_OPTIONS, kafkaLibraries } from './engine-cache.js';
import { EngineProcess } from './engine-process.js';
import type { LocalEngine } from './local-engine.js';
import { answers, freePort, LOOPBACK } from './loopback.js';
import { TcpProxy } from './tcp-proxy.js';

/** ApiVersions (key 18) version 0, correlation id 7, no client id. */
const API_VERSIONS = Buffer.from('0000000a0012000000000007ffff', 'hex');

export interface LocalKafka extends LocalEngine {
  /** What clients connect to, where they are told to. */
  readonly proxy: TcpProxy | undefined;
}

export interface LocalKafkaOptions {
  readonly folder: string;
  readonly progress: (line: string) => void;
  readonly isBehindProxy: boolean;
}

/** One broker and controller in one process (KRaft), every replication factor 1. */
export async function localKafka({ folder, progress, isBehindProxy }: LocalKafkaOptions): Promise<LocalKafka> {
  const libraries = await kafkaLibraries(progress);
  const port = await freePort();
  const controllerPort = await freePort();
  const advertisedPort = isBehindProxy ? await freePort() : port;
  const proxy = isBehindProxy ? await TcpProxy.open(advertisedPort, port) : undefined;
  mkdirSync(folder, { recursive: true });
  const logs = join(folder, 'logs');
  cpSync(await formattedKafkaLogs(libraries), logs, { recursive: true, force: false });
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, serverProperties({ port, controllerPort, advertisedPort, logs }));
  let started = false;
  return {
    url: `${LOOPBACK}:${advertisedPort}`,
    proxy,
    process: new EngineProcess({
      name: 'Kafka',
      program: 'java',
      args: [...JAVA_OPTIONS, '-cp', `${libraries}/*`, 'kafka.Kafka', properties],
      logFile: join(folder, 'kafka.log'),
      onLine: (line) => {
        started ||= line.includes('Kafka Server started');
      },
      // The port opens before the broker is unfenced; that line comes after, once for each start.
      ready: async () => {
        if (!started || !(await answers(port, API_VERSIONS, (answer) => answer.readInt32BE(4) === 7))) return false;
        started = false;
        return true;
      },
    }),
  };
}

interface BrokerPlace {
  readonly port: number;
  readonly controllerPort: number;
  readonly advertisedPort: number;
  readonly logs: string;
}

function serverProperties(at: BrokerPlace): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${LOOPBACK}:${at.controllerPort}`,
    listeners: `PLAINTEXT://${LOOPBACK}:${at.port},CONTROLLER://${LOOPBACK}:${at.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${LOOPBACK}:${at.advertisedPort}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': at.logs,
    'num.partitions': '1',
    'default.replication.factor': '1',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    // Else a broker killed with -9 takes 12 s to come back: the controller waits for its old session to end.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
  })
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');
}
