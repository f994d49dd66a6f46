import { withDeadline } from '../deadline.js';
import { growingPauses, pause } from '../pause.js';
import { isMistake, isTransient, outcomeUnknown, unavailable, wasNeverSent } from './mongo-failure.js';

/** A frozen server costs one attempt 3 s at most. */
const DEADLINE_MS = 4_500;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 300;

/** One attempt of a write that may be made any number of times. */
export interface Attempts {
  /** The deadline has passed: nobody waits any more. */
  readonly expired: boolean;
}

/**
 * Makes a write that changes nothing when it is made twice, again and again until it succeeds.
 * @throws EngineError `OUTCOME_UNKNOWN` past the deadline, `UNAVAILABLE` where nothing was ever sent or the server refused it
 */
export async function persist<Result>(write: (attempts: Attempts) => Promise<Result>): Promise<Result> {
  const attempts = { expired: false };
  let lastError: unknown;
  let isSent = false;

  async function untilItSucceeds(): Promise<Result> {
    for (const waitMs of growingPauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)) {
      try {
        return await write(attempts);
      } catch (error) {
        if (isMistake(error)) throw error;
        if (!isTransient(error)) throw unavailable(error);
        lastError = error;
        isSent ||= !wasNeverSent(error);
      }
      await pause(waitMs);
      if (attempts.expired) break;
    }
    throw outcomeUnknown(lastError);
  }

  return withDeadline(DEADLINE_MS, untilItSucceeds(), () => {
    attempts.expired = true;
    const pending = lastError ?? new Error(`no answer within ${DEADLINE_MS / 1000} s`);
    return isSent || lastError === undefined ? outcomeUnknown(pending) : unavailable(pending);
  });
}

/** Answers a read, its failure as the error an engine may throw. The driver repeats it once by itself. */
export async function answer<Result>(read: () => PromiseLike<Result>): Promise<Result> {
  const late = (): Error => new Error(`no answer within ${DEADLINE_MS / 1000} s`);
  try {
    return await withDeadline(DEADLINE_MS, read(), late);
  } catch (error) {
    if (isMistake(error)) throw error;
    throw unavailable(error);
  }
}
