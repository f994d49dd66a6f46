import type { Worker } from '@atlasnode/session-engine';

interface Participant {
  readonly intervalMs: number;
  readonly onError: (error: unknown) => void;
  readonly run: () => Promise<void>;
}

/** A task by name: the first who asked for it runs it, alone; when he leaves the next takes over. */
export class RecurringTask {
  readonly #participants: Participant[] = [];
  #timer: NodeJS.Timeout | undefined;
  #turn: { readonly participant: Participant; readonly settled: Promise<void> } | undefined;

  join(participant: Participant): Worker {
    this.#participants.push(participant);
    this.#schedule(participant.intervalMs);
    return { close: () => this.#leave(participant) };
  }

  async close(): Promise<void> {
    await Promise.all(this.#participants.slice().map((participant) => this.#leave(participant)));
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== undefined || this.#turn !== undefined || this.#participants.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#takeTurn();
    }, delayMs);
  }

  #takeTurn(): void {
    const [participant] = this.#participants;
    if (participant === undefined) return;
    const startedMs = performance.now();
    const settled = runReporting(participant).finally(() => {
      this.#turn = undefined;
      this.#schedule(Math.max(participant.intervalMs - (performance.now() - startedMs), 0));
    });
    this.#turn = { participant, settled };
  }

  async #leave(participant: Participant): Promise<void> {
    const index = this.#participants.indexOf(participant);
    if (index >= 0) this.#participants.splice(index, 1);
    if (this.#participants.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (this.#turn?.participant === participant) await this.#turn.settled;
  }
}

async function runReporting(participant: Participant): Promise<void> {
  try {
    await participant.run();
  } catch (error) {
    participant.onError(error);
  }
}
