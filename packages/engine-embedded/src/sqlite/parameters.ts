/** What may be bound to a statement. Integers only: the binding would store any other number as REAL. */
export type SqlParameter = string | number | bigint | null;

/**
 * Closes what the binding does with values it does not expect: a boolean aborts the process, a Buffer or a Date as the only argument
 * too, a number is stored as REAL, `undefined` becomes null, and text is read back only up to its first NUL.
 * @throws TypeError
 */
export function checkedParameters(values: readonly SqlParameter[], expected: number): (string | bigint | null)[] {
  if (values.length !== expected)
    throw new TypeError(`the statement takes ${expected} parameters, got ${values.length}`);
  return values.map(checkedParameter);
}

function checkedParameter(value: SqlParameter, index: number): string | bigint | null {
  if (typeof value === 'string') return checkedText(value, index);
  if (value === null) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value;
  throw new TypeError(`parameter ${index + 1} is neither text, an integer nor null: ${typeof value} ${String(value)}`);
}

function checkedText(value: string, index: number): string {
  if (value.includes('\0')) throw new TypeError(`parameter ${index + 1} is text with a NUL in it`);
  return value;
}

/** Text that came from outside, as it may be stored and searched for. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** How many parameters a statement has: `?`, or `?1` to `?n`. Missing ones would silently be null. */
export function countPlaceholders(sql: string): number {
  const placeholders = sql.replace(/'(?:[^']|'')*'/g, '').match(/\?\d*/g) ?? [];
  const numbers = new Set(
    placeholders.map((placeholder, index) => (placeholder === '?' ? `anonymous ${index}` : placeholder)),
  );
  return numbers.size;
}
