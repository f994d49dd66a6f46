import { closeAll, createLogger, gracefulShutdown, type Closable, type Logger } from '@atlasnode/service-kit';
import { issueAdminCode } from '@atlasnode/session-api';
import { pageAddress, serviceAddress, type Ports } from './addresses.js';
import { banner } from './banner.js';
import type { StartArguments } from './command-line/parse-arguments.js';
import type { OutsideWorld } from './config.js';
import { answerCodeRequests } from './data-folder/code-requests.js';
import type { DataFiles } from './data-folder/data-files.js';
import { eraseData } from './data-folder/erase-data.js';
import { openLogFile } from './data-folder/log-file.js';
import { openData, type OpenEngine } from './data-folder/open-data.js';
import { removeRunFile, writeRunFile, type RunFacts } from './data-folder/run-file.js';
import { openSecrets, type Secrets } from './data-folder/secrets.js';
import { say } from './say.js';
import { startAllInOne } from './start-all-in-one.js';

/** Who has the terminal has the server. */
const FIRST_ADMINISTRATOR = { adminId: 'admin', issuedBy: 'system' };

export interface Run extends Pick<StartArguments, 'fresh' | 'idleMs'> {
  readonly ports: Ports;
  readonly files: DataFiles;
  readonly outside: OutsideWorld;
  readonly openEngine: OpenEngine;
}

/** 1. the data. 2. the services. 3. what a person and a script need to know. Where a step fails, the ones before are undone. */
export async function run({ ports, files, outside, openEngine, ...asked }: Run): Promise<void> {
  if (asked.fresh) await eraseData(files, openEngine);
  const secrets = await openSecrets(files);
  const destination = await openLogFile(files);
  const logger = (name: string): Logger => createLogger({ name, level: outside.config.logLevel, destination });

  const engine = await openData(files, openEngine);
  const engineLast: Closable = { name: 'engine', close: () => engine.close() };
  const own = logger('all-in-one');
  try {
    const idle = asked.idleMs === undefined ? {} : { idleMs: asked.idleMs };
    const services = await startAllInOne({ outside: outside.environment, ports, secrets, engine, logger, ...idle });
    try {
      const announced = await announce({
        files,
        ports,
        secrets,
        issue: () => issueAdminCode(engine, FIRST_ADMINISTRATOR),
        logger: own,
      });
      gracefulShutdown([announced, ...services, engineLast], own);
    } catch (error) {
      await closeAll(services, own);
      throw error;
    }
  } catch (error) {
    await closeAll([engineLast], own);
    throw error;
  }
}

interface Announcement {
  readonly files: DataFiles;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly issue: () => Promise<{ readonly code: string; readonly expiresAtMs: number }>;
  readonly logger: Logger;
}

/** Says where everything is, in the terminal and in `run.json`, and hands out further codes until it is closed. */
async function announce({ files, ports, secrets, issue, logger }: Announcement): Promise<Closable> {
  const publish = async (): Promise<RunFacts> => {
    const { code, expiresAtMs } = await issue();
    const facts: RunFacts = {
      pid: process.pid,
      demo: pageAddress(ports.demo),
      console: pageAddress(ports.console),
      api: serviceAddress(ports.api),
      push: serviceAddress(ports.push),
      audit: serviceAddress(ports.audit),
      serviceKey: secrets.serviceKeys.demo,
      adminCode: code,
      adminCodeExpiresAtMs: expiresAtMs,
    };
    await writeRunFile(files.run, facts);
    return facts;
  };
  say(banner(await publish(), files.folder));
  const requests = answerCodeRequests(
    files,
    async () => {
      await publish();
    },
    (error) => logger.error({ err: error }, 'a one-time code could not be issued'),
  );
  return {
    name: 'run file',
    async close() {
      requests.close();
      await removeRunFile(files.run);
    },
  };
}
