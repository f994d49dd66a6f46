/** When what is due, in Unix milliseconds of the server's clock. */
export interface SessionTimes {
  /** The access token's end. */
  readonly expiresAtMs: number;
  /** When the server would like it refreshed. */
  readonly refreshDueAtMs?: number;
  /** When the session ends unless somebody does something. */
  readonly idleDueAtMs?: number;
  /** When this was said. */
  readonly saidAtMs: number;
}
