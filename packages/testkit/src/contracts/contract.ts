import type { Engine } from '@atlasnode/session-engine';
import { afterAll, beforeAll, describe, it } from 'vitest';

export interface OpenedEngine {
  readonly engine: Engine;
  /** Closes what is open by then and removes its data. */
  close(): Promise<void>;
  /** Closes the engine and opens its data again. */
  reopen?(): Promise<Engine>;
  /** Opens the data as after `kill -9` of the first engine, which does nothing more. */
  crash?(): Promise<Engine>;
  /** A second process of the cluster on the same data; without it the one engine plays both. */
  peer?(): Promise<Engine>;
}

export interface ContractOptions {
  /** As it is counted, e.g. `embedded (file)`. */
  readonly engine: string;
  /** Called once a suite: its cases share the data and do not meet. */
  open(): Promise<OpenedEngine>;
  /** Cases that this engine leaves out, by title, each with the reason in a sentence. */
  readonly omit?: Readonly<Record<string, string>>;
}

export interface Contract {
  /** The engine as it is now: another after `reopen` and `crash`. */
  readonly engine: Engine;
  reopen(): Promise<Engine>;
  crash(): Promise<Engine>;
  peer(): Promise<Engine>;
  /** An engine for this case alone; the case closes it. */
  openAnother(): Promise<OpenedEngine>;
  case(title: string, run: () => Promise<void>): void;
}

const CASE_TIMEOUT_MS = 60_000;
const OPEN_TIMEOUT_MS = 120_000;

/** The frame of every suite: `contract: <port> on <engine>` is the title that the test run counts by. */
export function describeContract(port: string, options: ContractOptions, define: (contract: Contract) => void): void {
  describe(`contract: ${port} on ${options.engine}`, () => {
    const titles = new Set<string>();
    let opened: OpenedEngine | undefined;
    let engine: Engine | undefined;
    let peer: Engine | undefined;

    beforeAll(async () => {
      opened = await options.open();
      engine = opened.engine;
    }, OPEN_TIMEOUT_MS);
    afterAll(() => opened?.close(), OPEN_TIMEOUT_MS);

    async function again(how: 'reopen' | 'crash'): Promise<Engine> {
      const next = opened?.[how];
      if (next === undefined) throw new Error(`this engine offers no "${how}": leave the case out with a reason`);
      engine = await next();
      return engine;
    }

    function current(): Engine {
      if (engine === undefined) throw new Error('the engine is not open');
      return engine;
    }

    define({
      get engine() {
        return current();
      },
      reopen: () => again('reopen'),
      crash: () => again('crash'),
      peer: async () => (peer ??= await opened?.peer?.()) ?? current(),
      openAnother: () => options.open(),
      case: (title, run) => {
        if (titles.has(title)) throw new Error(`two cases are called "${title}"`);
        titles.add(title);
        const reason = options.omit?.[title];
        if (reason === undefined) it(title, run, CASE_TIMEOUT_MS);
        else it.skip(`${title} (left out: ${reason})`, run);
      },
    });

    const unknown = Object.keys(options.omit ?? {}).filter((title) => !titles.has(title));
    if (unknown.length > 0) throw new Error(`no such case to leave out: ${unknown.join('; ')}`);
  });
}
