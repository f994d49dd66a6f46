import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@atlasnode/session-engine';
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
import { openEmbeddedEngine } from './open-embedded-engine.js';

async function openOnFile(): Promise<OpenedEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-embedded-'));
  const engines: Engine[] = [];
  let path = join(folder, '0.db');

  async function open(): Promise<Engine> {
    const engine = await openEmbeddedEngine({ path });
    engines.push(engine);
    return engine;
  }

  return {
    engine: await open(),
    reopen: async () => {
      await engines.at(-1)?.close();
      return open();
    },
    // What `kill -9` leaves is the files as they are; the engine that had them goes on with the old ones and is heard no more.
    crash: async () => {
      const left = path;
      path = join(folder, `${engines.length}.db`);
      for (const suffix of ['', '-wal']) copyFileSync(left + suffix, path + suffix);
      return open();
    },
    close: async () => {
      await Promise.all(engines.map((engine) => engine.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openInMemory(): Promise<OpenedEngine> {
  const engine = await openEmbeddedEngine({ path: ':memory:' });
  return { engine, close: () => engine.close() };
}

const onFile: ContractOptions = { engine: 'embedded (file)', open: openOnFile };

/** What these cases are about needs something that outlives the engine. */
function inMemory(...lastingCases: readonly string[]): ContractOptions {
  const omit = Object.fromEntries(lastingCases.map((title) => [title, 'in memory nothing outlives the process']));
  return { engine: 'embedded (:memory:)', open: openInMemory, omit };
}

commitStoreContract(onFile);
commitStoreContract(
  inMemory(
    'what was appended is there after the engine was closed and opened again',
    'what was acknowledged is there after the process was killed',
    'what was pending when the engine was closed is pending when it opens again, what was cleared is not',
    'nothing that was pending is forgotten when the process is killed',
  ),
);

directoryContract(onFile);
directoryContract(
  inMemory(
    'an entry is there after the engine was closed and opened again',
    'an entry is there after the process was killed',
    'an epoch and how far it was ended are there after the engine was closed and opened again',
  ),
);

revocationChannelContract(onFile);
revocationChannelContract(
  inMemory(
    'what was published is told after the engine was closed and opened again, and positions and times go on',
    'an acknowledged notice is told after the process was killed',
  ),
);

keyStoreContract(onFile);
keyStoreContract(
  inMemory(
    'keys are there after the engine was closed and opened again',
    'a code is there after the engine was closed and opened again, and a taken one is not',
  ),
);

eventLogContract(onFile);
eventLogContract(
  inMemory(
    'the log and the positions of its groups are there after the engine was closed and opened again',
    'what was acknowledged is in the log after the process was killed',
  ),
);

jobSchedulerContract(onFile);
jobSchedulerContract(
  inMemory(
    'jobs that wait are there after the engine was closed and opened again',
    'a job whose worker died is taken over by another',
  ),
);

auditStoreContract(onFile);
auditStoreContract(
  inMemory(
    'what was written is there after the engine was closed and opened again',
    'what was written is there after the process was killed',
  ),
);
