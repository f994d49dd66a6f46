/**
 * One CSV cell (RFC 4180), always quoted. A spreadsheet runs a cell that begins with one of these as a formula (CWE-1236), and user ids,
 * labels and user agents come from outside: a leading apostrophe makes it text. Full-width forms count, as spreadsheets fold them.
 */
const FORMULA_START = /^[\s\p{Cc}]*[=+\-@＝＋－＠|%]|^[\t\r\n]/u;

export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '""';
  if (typeof value === 'number') return `"${value}"`;
  const safe = FORMULA_START.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function csvLine(cells: ReadonlyArray<string | number | undefined>): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
