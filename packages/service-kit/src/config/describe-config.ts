import { z } from 'zod';
import { factsOf, type VariableFacts } from './variable.js';

export interface ConfigRow extends VariableFacts {
  readonly required: boolean;
  /** As it would be written in the environment. */
  readonly default?: string;
}

/** One row per variable, for the generated documents. */
export function describeConfig(schema: z.ZodObject<z.ZodRawShape>): readonly ConfigRow[] {
  return Object.values(schema.shape).map((field) => {
    const fallback = fallbackOf(field);
    return {
      ...factsOf(field),
      // An exact optional takes no `undefined`, but may be absent.
      required: field._zod.optin !== 'optional' && !z.safeParse(field, undefined).success,
      ...(fallback === undefined
        ? {}
        : { default: typeof fallback === 'string' ? fallback : JSON.stringify(fallback) }),
    };
  });
}

function fallbackOf(field: z.core.$ZodType): unknown {
  const { def } = field._zod;
  return 'defaultValue' in def ? def.defaultValue : undefined;
}
