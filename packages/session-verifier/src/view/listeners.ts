export type Unsubscribe = () => void;

/** Calls each listener in turn; one that throws keeps nothing from the others. */
export class Listeners<Message> {
  readonly #listeners = new Set<(message: Message) => void>();
  readonly #onFault: (error: unknown) => void;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  add(listener: (message: Message) => void): Unsubscribe {
    // A wrapper of its own, so that the same function given twice is called and removed twice.
    const entry = (message: Message): void => listener(message);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  tell(message: Message): void {
    for (const listener of this.#listeners) {
      try {
        listener(message);
      } catch (error) {
        this.#onFault(error);
      }
    }
  }
}
