import type { ProblemError } from '@atlasnode/service-kit';
import { assertNever, type Refusal } from '@atlasnode/session-domain';
import { problem, type ProblemCode } from './problems.js';

type Outcome<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Refusal };

/** The value of an outcome; a refusal becomes its problem. */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw refusalProblem(outcome.refusal);
}

export function refusalProblem(refusal: Refusal): ProblemError<ProblemCode> {
  switch (refusal.code) {
    case 'SESSION_ENDED':
      return problem(refusal.code, { members: { endReason: refusal.endReason, ...(refusal.endedAtMs === undefined ? {} : { endedAtMs: refusal.endedAtMs }) } });
    case 'REFRESH_REUSED':
      return problem(refusal.code, { members: { kind: refusal.kind } });
    case 'SESSION_LIMIT_REACHED':
      return problem(refusal.code, { members: { limit: refusal.limit } });
    case 'UNKNOWN_SESSION':
    case 'REFRESH_TOKEN_INVALID':
    case 'SIGN_IN_OVERTAKEN':
    case 'EXCEPT_NOT_LIVE':
    case 'IDEMPOTENCY_KEY_REUSED':
      return problem(refusal.code);
    default:
      return assertNever(refusal);
  }
}
