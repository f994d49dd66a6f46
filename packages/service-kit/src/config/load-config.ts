import { z } from 'zod';
import { expectationOf } from '../problems/expectation.js';
import { ConfigError, type ConfigFault } from './config-error.js';
import { factsOf } from './variable.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The shape's keys are the typed names; each value is a {@link variable}. */
export function defineConfig<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.object(shape);
}

/**
 * Reads the variables that the schema names and no other. A variable that is set to nothing counts as not set.
 * @throws ConfigError with every fault
 */
export function loadConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Environment,
): z.infer<z.ZodObject<Shape>> {
  const input: Record<string, string> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const value = env[factsOf(field).name];
    if (value !== undefined && value !== '') input[key] = value;
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => faultOf(schema, input, issue)));
}

function faultOf(
  schema: z.ZodObject<z.ZodRawShape>,
  input: Readonly<Record<string, string>>,
  issue: z.core.$ZodIssue,
): ConfigFault {
  const [key, ...inside] = issue.path.map(String);
  const field = key === undefined ? undefined : schema.shape[key];
  if (key === undefined || field === undefined) return { variable: 'the configuration', message: issue.message };
  const { name, description } = factsOf(field);
  if (!(key in input) && issue.code !== 'custom') return { variable: name, message: `is not set. ${description}` };
  return {
    variable: name + inside.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`)).join(''),
    message: expectationOf(issue),
  };
}
