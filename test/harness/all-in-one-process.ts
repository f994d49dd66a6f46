import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports.js';

/** What `.data/run.json` says of a running copy. */
export interface RunFacts {
  readonly pid: number;
  readonly demo: string;
  readonly console: string;
  readonly api: string;
  readonly push: string;
  readonly audit: string;
  readonly serviceKey: string;
  readonly adminCode: string;
}

const MAIN = fileURLToPath(new URL('../../services/all-in-one/dist/main.js', import.meta.url));
const START_TIMEOUT_MS = 60_000;

/** The whole system as `npm start` runs it, built, in a process of its own that can be killed and started again on the same data and ports. */
export class AllInOneProcess {
  readonly dataFolder = mkdtempSync(join(tmpdir(), 'atlas-all-in-one-'));
  readonly #args: readonly string[];
  #port: number | undefined;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(args: readonly string[] = []) {
    this.#args = args;
  }

  /** Everything the process wrote to its terminal since its latest start. */
  get output(): string {
    return this.#output;
  }

  async start(): Promise<RunFacts> {
    this.#port ??= await freePorts(5);
    this.#output = '';
    rmSync(this.#runFile, { force: true });
    const args = [MAIN, '--data', this.dataFolder, '--port', String(this.#port), ...this.#args];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!existsSync(this.#runFile)) {
      if (child.exitCode !== null)
        throw new Error(`all-in-one ended with ${child.exitCode} instead of starting:\n${this.#output}`);
      if (Date.now() > deadline)
        throw new Error(`all-in-one did not start within ${START_TIMEOUT_MS / 1000} s:\n${this.#output}`);
      await sleep(20);
    }
    return JSON.parse(readFileSync(this.#runFile, 'utf8')) as RunFacts;
  }

  /** SIGKILL: the way a machine dies. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, answered by a graceful shutdown. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Stops it and removes its data. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }

  get #runFile(): string {
    return join(this.dataFolder, 'run.json');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
