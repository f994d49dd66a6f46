import { z } from 'zod';

export interface VariableFacts {
  readonly name: string;
  readonly description: string;
  readonly secret: boolean;
}

/** One variable of the environment: its name and meaning travel with the schema that checks it, so that the documents can be generated. */
export function variable<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  description: string,
  options: { readonly secret?: boolean } = {},
): Schema {
  return schema.meta({ description, variable: name, secret: options.secret ?? false });
}

/** @throws TypeError where the schema was not made by {@link variable}: a programmer's mistake. */
export function factsOf(schema: z.core.$ZodType): VariableFacts {
  const meta = z.globalRegistry.get(schema);
  const name = meta?.['variable'];
  if (typeof name !== 'string') throw new TypeError('a field of the configuration was not made by variable()');
  return { name, description: meta?.description ?? '', secret: meta?.['secret'] === true };
}
