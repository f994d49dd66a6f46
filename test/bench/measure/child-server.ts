import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server of `servers/` in a process of its own, so that its processor time is its own. */
export class ChildServer<Facts> {
  readonly facts: Facts;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, facts: Facts) {
    this.#child = child;
    this.#folder = folder;
    this.facts = facts;
  }

  static async start<Facts>(name: string): Promise<ChildServer<Facts>> {
    const folder = mkdtempSync(join(tmpdir(), 'atlas-bench-'));
    const child = fork(join(import.meta.dirname, `../servers/${name}.js`), [folder], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [facts] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error(`${name} did not start`))),
    ])) as [Facts];
    return new ChildServer(child, folder, facts);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Sends a word and waits for the answer. */
  async ask<Answer>(word: string): Promise<Answer> {
    const answer = once(this.#child, 'message');
    this.#child.send(word);
    return ((await answer) as [Answer])[0];
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
