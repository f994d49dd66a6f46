import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { expectationOf } from './expectation.js';
import type { InputFault } from './problem.js';
import { ProblemError } from './problem-error.js';

/** More would only tell the sender what it knows. */
const MAX_FAULTS = 20;

/**
 * Checks what a controller's parameter was declared with (`@Body({ schema })`), by Nest's Standard Schema metadata. Nest's own pipe
 * awaits every value and reports text; ours is synchronous, for the refresh path, and names each field and what was expected.
 */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const schema = metadata.schema;
    if (schema === undefined) return value;
    const result = schema['~standard'].validate(value);
    if (result instanceof Promise) throw new TypeError('schemas of requests are synchronous');
    if (result.issues === undefined) return result.value;
    // Every schema of ours is zod's, whose issues say more than the standard asks.
    throw new ProblemError('INVALID_INPUT', {
      errors: faultsOf(result.issues as readonly z.core.$ZodIssue[]),
      detail: 'See errors for the fields and what was expected.',
    });
  }
}

/** The first fault of each field: zod goes on to check the length of what is not even a text. */
export function faultsOf(issues: readonly z.core.$ZodIssue[]): readonly InputFault[] {
  return issues
    .slice(0, 10 * MAX_FAULTS)
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            path: [...issue.path, key.slice(0, 64)].map(String).join('.'),
            expected: expectationOf(issue),
          }))
        : [{ path: issue.path.map(String).join('.'), expected: expectationOf(issue) }],
    )
    .filter((fault, index, all) => all.findIndex((other) => other.path === fault.path) === index)
    .slice(0, MAX_FAULTS);
}
