import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from './csv.js';

describe('CSV cells', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '|cmd', '%0A', '\n=1', '\u0000=1'])(
    'no spreadsheet runs %j as a formula',
    (text) => {
      expect(csvCell(text)).toBe(`"'${text}"`);
    },
  );

  it('ordinary text stays as it is', () => {
    expect(csvCell('ana@example.com')).toBe('"ana@example.com"');
    expect(csvCell('10.0.0.1')).toBe('"10.0.0.1"');
  });

  it('a cell cannot end its own quotes nor its line', () => {
    expect(csvCell('a"b\r\nc,d')).toBe('"a""b\r\nc,d"');
  });

  it('a negative number of ours stays a number', () => {
    expect(csvCell(-5)).toBe('"-5"');
  });

  it('a line ends as RFC 4180 says, absent values are empty', () => {
    expect(csvLine(['a', undefined, 3])).toBe('"a","","3"\r\n');
  });
});
