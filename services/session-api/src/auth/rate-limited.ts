import { problem } from '../problems.js';
import type { AttemptLimit } from './attempt-limit.js';

/** @throws ProblemError where the address has to wait */
export function refuseIfLimited(limit: AttemptLimit, address: string): void {
  const waitMs = limit.waitMs(address);
  if (waitMs > 0) throw problem('RATE_LIMITED', { headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } });
}
