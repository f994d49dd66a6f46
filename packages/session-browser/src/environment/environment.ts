import type { PushTransport } from '../push/push-transport.js';

/**
 * - `visible`, `hidden`: the tab came to the front, or left it.
 * - `online`, `offline`: as far as the browser knows.
 * - `resumed`: the tab was frozen or the machine slept; what was open may be dead without knowing.
 */
export type EnvironmentSignal = 'visible' | 'hidden' | 'online' | 'offline' | 'resumed';

export interface HttpAnswer {
  readonly status: number;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
  /** The server's clock (`Date`), Unix milliseconds. */
  readonly dateMs?: number;
  readonly retryAfterMs?: number;
}

export interface TabChannel {
  post(message: unknown): void;
  close(): void;
}

/** All that the client uses of a browser, so that nothing is taken from globals and a test can be the browser. */
export interface Environment {
  nowMs(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** @returns cancels */
  after(delayMs: number, run: () => void): () => void;
  /** Rejects where no answer came. */
  request(method: 'GET' | 'POST', url: string, body?: object): Promise<HttpAnswer>;
  isHidden(): boolean;
  isOnline(): boolean;
  watch(listener: (signal: EnvironmentSignal) => void): () => void;
  /** Something that only a person does: a key, a button, a finger, the wheel. */
  onInput(listener: () => void): () => void;
  /** Between the tabs of this origin; undefined where the browser has no such thing. */
  openChannel(name: string, onMessage: (message: unknown) => void): TabChannel | undefined;
  /** Kept for this tab over navigations. */
  readonly memory: { get(key: string): string | undefined; set(key: string, value: string | undefined): void };
  readonly push: PushTransport;
}
