import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface EngineProcessOptions {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** Resolves true once the engine answers. Asked until it does. */
  ready(): Promise<boolean>;
  /** Called with each line that the engine prints. */
  onLine?(line: string): void;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const GUARD = fileURLToPath(new URL('../guard.mjs', import.meta.url));

/** One engine as a process that can be started, stopped, killed, frozen and started again on the same data and port. */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  #guard: ChildProcess | undefined;
  #pid: number | undefined;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** Of the engine itself; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#guard === undefined ? undefined : this.#pid;
  }

  /** Resolves once the engine answers; nothing where it runs already. */
  async start(): Promise<void> {
    if (this.#guard !== undefined) return;
    const guard = spawn(process.execPath, [GUARD, this.#options.program, ...this.#options.args], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#guard = guard;
    const log = createWriteStream(this.#options.logFile, { flags: 'a', mode: 0o600 });
    const keep = (line: string): void => {
      log.write(`${line}\n`);
      this.#options.onLine?.(line);
    };
    for (const input of [guard.stdout, guard.stderr]) createInterface({ input }).on('line', keep);
    guard.on('exit', () => {
      if (this.#guard === guard) this.#guard = undefined;
    });
    guard.on('close', () => log.end());
    this.#pid = await pidFrom(guard);
    await this.#untilReady();
  }

  /** SIGTERM, and SIGKILL where that takes too long. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** SIGKILL: the way a machine dies. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGSTOP: the process is there, its sockets stay open, and nothing answers. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  /** SIGCONT after {@link freeze}. */
  thaw(): void {
    this.#signal('SIGCONT');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined) process.kill(this.pid, signal);
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const guard = this.#guard;
    if (guard === undefined) return;
    const ended = once(guard, 'exit');
    // A frozen process takes no SIGTERM.
    if (signal === 'SIGTERM') this.thaw();
    this.#signal(signal);
    // The guard kills what it guards when its standard input ends.
    const late = setTimeout(() => guard.stdin?.end(), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(late);
  }

  async #untilReady(): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (this.#guard === undefined)
        throw new Error(`${this.name} ended while it was starting; see ${this.#options.logFile}`);
      if (await this.#options.ready()) return;
      await sleep(50);
    }
    await this.kill();
    throw new Error(`${this.name} was not ready within ${READY_TIMEOUT_MS / 1000} s; see ${this.#options.logFile}`);
  }
}

/** From the descriptor that the guard writes it to. */
async function pidFrom(guard: ChildProcess): Promise<number | undefined> {
  const channel = guard.stdio[3];
  if (!(channel instanceof Readable)) throw new TypeError('the guard has no descriptor 3');
  return Promise.race([
    once(channel, 'data').then(([written]) => Number(String(written))),
    once(guard, 'exit').then(() => undefined),
  ]);
}
