import { refusedAsDuplicate } from './bulk-failure.js';

export interface SharedWriteOptions<Operation> {
  readonly one: (operation: Operation) => Promise<unknown>;
  /** In any order, each by itself. */
  readonly many: (operations: readonly Operation[]) => Promise<unknown>;
}

interface Waiting<Operation> {
  readonly operation: Operation;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** So many commands under way at once; what comes meanwhile shares the next one, and with it one write to the disk. */
const MOST_AT_ONCE = 8;
const MOST_OPERATIONS = 100;

/** Writes of one document each, of which each stands or falls alone, though many may travel together. */
export class SharedWrite<Operation> {
  readonly #options: SharedWriteOptions<Operation>;
  readonly #waiting: Waiting<Operation>[] = [];
  #underWay = 0;

  constructor(options: SharedWriteOptions<Operation>) {
    this.#options = options;
  }

  write(operation: Operation): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ operation, resolve, reject });
      // What is asked for in the same turn goes along.
      if (this.#waiting.length === 1) queueMicrotask(() => this.#sendSome());
    });
  }

  #sendSome(): void {
    while (this.#underWay < MOST_AT_ONCE && this.#waiting.length > 0) {
      this.#underWay += 1;
      void this.#send(this.#waiting.splice(0, MOST_OPERATIONS)).then(() => {
        this.#underWay -= 1;
        this.#sendSome();
      });
    }
  }

  async #send(batch: readonly Waiting<Operation>[]): Promise<void> {
    const [first, ...more] = batch;
    if (first === undefined) return;
    try {
      if (more.length === 0) await this.#options.one(first.operation);
      else await this.#options.many(batch.map(({ operation }) => operation));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      settleEach(batch, error);
    }
  }
}

/** Those that met a duplicate key learn so; where more than that went wrong each has to look for itself. */
function settleEach(batch: ReadonlyArray<Waiting<unknown>>, error: unknown): void {
  let refused: ReadonlySet<number>;
  try {
    refused = new Set(refusedAsDuplicate(error));
  } catch {
    for (const { reject } of batch) reject(error);
    return;
  }
  for (const [index, { resolve, reject }] of batch.entries()) {
    if (refused.has(index)) reject(error);
    else resolve();
  }
}
