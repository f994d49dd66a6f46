import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `250ms`, `30s`, `10m`, `12h`, `7d`; in milliseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h|d)$/, 'expected a duration such as 250ms, 30s, 10m, 12h or 7d')
  .transform((text) => {
    const [, amount, unit] = /^(\d+)([a-z]+)$/.exec(text) ?? [];
    return Number(amount) * (UNITS[unit ?? 'ms'] ?? 1);
  });

export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'expected a whole number')
  .transform(Number);

/** 0 lets the system choose. */
export const port = wholeNumber.refine((value) => value <= 65_535, 'expected a port, 0 to 65535');

export const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');

/** A comma-separated list; spaces around the parts are dropped. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** A variable that holds JSON. A fault inside it is named by its path; its text is never repeated, for it may hold secrets. */
export function json<Schema extends z.ZodType>(
  schema: Schema,
): z.ZodPipe<z.ZodString, z.ZodTransform<z.output<Schema>, string>> {
  return z.string().transform((text, context): z.output<Schema> => {
    const parsed = schema.safeParse(
      parseOr(text, () => context.addIssue({ code: 'custom', message: 'expected JSON' })),
    );
    if (parsed.success) return parsed.data;
    if (context.issues.length === 0)
      context.issues.push(...parsed.error.issues.map((issue) => ({ ...issue, input: undefined })));
    return z.NEVER;
  });
}

function parseOr(text: string, onFault: () => void): unknown {
  try {
    return JSON.parse(text);
  } catch {
    onFault();
    return undefined;
  }
}

/** 32 random bytes in base64url: 43 characters. */
export const key256 = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'expected 32 bytes in base64url (43 characters, no padding)')
  .transform((text) => Buffer.from(text, 'base64url'));
