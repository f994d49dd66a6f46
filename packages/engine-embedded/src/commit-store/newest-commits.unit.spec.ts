import type { StreamName } from '@atlasnode/session-events';
import { describe, expect, it } from 'vitest';
import { NewestCommits } from './newest-commits.js';

const STREAM: StreamName = 'user:bob';

function stored(
  version: number,
  pending = false,
): { readonly version: number; readonly body: string; readonly pending: boolean } {
  return { version, body: `commit ${version}`, pending };
}

describe('the newest commits kept in memory', () => {
  it('know a commit that follows the one they know', () => {
    const newest = new NewestCommits();
    for (const version of [1, 2, 3]) newest.learnAppended(STREAM, stored(version));
    expect(newest.get(STREAM)).toStrictEqual(stored(3));
  });

  it('know nothing of a stream where a commit came whose predecessor they do not know', () => {
    const newest = new NewestCommits();
    newest.learnAppended(STREAM, stored(5));
    expect(newest.get(STREAM)).toBeUndefined();
    newest.learnRead(STREAM, stored(6));
    newest.learnAppended(STREAM, stored(9));
    expect(newest.get(STREAM)).toBeUndefined();
  });

  it('take what was read as it is', () => {
    const newest = new NewestCommits();
    newest.learnRead(STREAM, stored(7));
    expect(newest.get(STREAM)).toStrictEqual(stored(7));
  });

  it('know that a stream has no commit, until it has one', () => {
    const newest = new NewestCommits();
    newest.learnAbsent(STREAM);
    expect(newest.get(STREAM)?.version).toBe(0);
    newest.learnAppended(STREAM, stored(1));
    expect(newest.get(STREAM)).toStrictEqual(stored(1));
  });

  it('forget the stream used longest ago first, and stay bounded', () => {
    const newest = new NewestCommits();
    const name = (index: number): StreamName => `user:${index}`;
    for (let index = 0; index < 20_000; index += 1) newest.learnAppended(name(index), stored(1));
    newest.get(name(0));
    newest.learnAppended(name(20_000), stored(1));
    expect(newest.get(name(0))).toBeDefined();
    expect(newest.get(name(1))).toBeUndefined();
  });

  it('are bounded by their size too', () => {
    const newest = new NewestCommits();
    const large = { version: 1, body: 'x'.repeat(10_000_000) };
    for (const name of ['user:a', 'user:b', 'user:c', 'user:d'] as const) newest.learnAppended(name, large);
    expect(newest.get('user:a')).toBeUndefined();
    expect(newest.get('user:d')).toBeDefined();
    newest.learnAppended('user:b', { ...large, version: 2 });
    expect(newest.get('user:c')).toBeDefined();
  });
});
