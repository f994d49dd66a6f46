/** An event that cannot be projected, and why. The log still has it: a rebuild with code that understands it brings it in. */
export interface DeadLetter {
  readonly position: string;
  readonly eventId: string;
  readonly reason: string;
}

/** Where they go. Must not throw: a dead letter never stops the projection. */
export interface DeadLetters {
  put(letter: DeadLetter): void;
}
