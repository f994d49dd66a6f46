import type { ProblemError } from '@atlasnode/service-kit';
import type { Refusal } from '@atlasnode/session-domain';
import { problem, type ProblemCode } from './problems.js';

type Outcome<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Refusal };

/** The value of an outcome; a refusal becomes its problem. */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw refusalProblem(outcome.refusal);
}

/** Every refusal of the domain is a problem of the same code; what else it says goes along. */
export function refusalProblem({ code, ...members }: Refusal): ProblemError<ProblemCode> {
  return problem(code, { members });
}
