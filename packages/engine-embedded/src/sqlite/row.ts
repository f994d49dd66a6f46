/** One result row, by position. */
export type SqlRow = readonly unknown[];

export function text(row: SqlRow, column: number): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} is not text: ${typeof value}`);
  return value;
}

/** @throws TypeError also beyond 2^53, where the binding answers a rounded number: select such a column as text. */
export function integer(row: SqlRow, column: number): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new TypeError(`column ${column} is not an integer: ${String(value)}`);
  return value;
}

export function optionalText(row: SqlRow, column: number): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}
