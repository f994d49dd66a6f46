import { describe, expect, it } from 'vitest';
import { isStartFailure } from '../start-failure.js';
import { parseArguments } from './parse-arguments.js';

function refusal(...words: string[]): string {
  try {
    parseArguments(words);
  } catch (error) {
    if (isStartFailure(error)) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the arguments of npm start', () => {
  it('without any, the demo is at 4600 and the data in .data', () => {
    expect(parseArguments([])).toEqual({ task: 'start', fresh: false, data: '.data', port: 4600 });
  });

  it('each argument is read', () => {
    expect(parseArguments(['--fresh', '--data', '/tmp/x', '--port=5000', '--idle', '60s'])).toEqual({
      task: 'start',
      fresh: true,
      data: '/tmp/x',
      port: 5000,
      idleMs: 60_000,
    });
    expect(parseArguments(['--help']).task).toBe('help');
    expect(parseArguments(['--admin-code']).task).toBe('admin-code');
  });

  it.each([
    ['30s', 30_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
  ])('an idle time of %s is %d ms', (text, ms) => {
    expect(parseArguments(['--idle', text]).idleMs).toBe(ms);
  });

  it.each([
    [['--frsh'], "'--frsh'"],
    [['surprise'], "'surprise'"],
    [['--port', 'abc'], '--port expects'],
    [['--port', '0'], '--port expects'],
    [['--port', '65532'], '--port expects'],
    [['--port'], '--port'],
    [['--idle', '60'], '--idle expects'],
    [['--idle', '1s'], '--idle expects'],
    [['--idle', '90d'], '--idle expects'],
    [['--idle', '0s'], '--idle expects'],
    [['--data', ''], '--data expects'],
  ])('%j is refused in one line that names it', (words, named) => {
    const line = refusal(...words);
    expect(line).toContain(named);
    expect(line).not.toContain('\n');
  });
});
