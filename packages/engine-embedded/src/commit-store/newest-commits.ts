import type { StreamName } from '@atlasnode/session-events';

/** Ten thousand sessions in use at once, each with its user, 30 MB at most. */
const MAX_STREAMS = 20_000;
const MAX_CHARACTERS = 30_000_000;

export interface StoredCommit {
  /** 0 where the stream is known to have no commit: most users never raise an epoch, and each refresh asks. */
  readonly version: number;
  /** Text, not an object: every reader gets its own. */
  readonly body: string;
}

/**
 * The newest commits of the streams used last. Exact, because one process owns the file and it learns only what is committed:
 * a stream's entry is never older than what the file says, or it is not there.
 */
export class NewestCommits {
  readonly #byStream = new Map<StreamName, StoredCommit>();
  #characters = 0;

  get(stream: StreamName): StoredCommit | undefined {
    const stored = this.#byStream.get(stream);
    if (stored === undefined) return undefined;
    this.#byStream.delete(stream);
    this.#byStream.set(stream, stored);
    return stored;
  }

  /** Takes what was read as the newest commit of its stream. */
  learnRead(stream: StreamName, commit: StoredCommit): void {
    this.#set(stream, this.#byStream.get(stream), commit);
  }

  /** Takes that the stream has no commit. */
  learnAbsent(stream: StreamName): void {
    this.#set(stream, this.#byStream.get(stream), { version: 0, body: '' });
  }

  /** Takes a commit that has just become durable. Where the one before it is not known here, nothing proves that it is the newest. */
  learnAppended(stream: StreamName, commit: StoredCommit): void {
    const known = this.#byStream.get(stream);
    if ((known?.version ?? 0) === commit.version - 1) this.#set(stream, known, commit);
    else this.#forget(stream);
  }

  #set(stream: StreamName, known: StoredCommit | undefined, commit: StoredCommit): void {
    this.#characters += commit.body.length - (known?.body.length ?? 0);
    this.#byStream.delete(stream);
    this.#byStream.set(stream, commit);
    while (this.#byStream.size > MAX_STREAMS || this.#characters > MAX_CHARACTERS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#byStream.keys().next();
    if (oldest.done !== true) this.#forget(oldest.value);
  }

  #forget(stream: StreamName): void {
    this.#characters -= this.#byStream.get(stream)?.body.length ?? 0;
    this.#byStream.delete(stream);
  }
}
