import type { Commit } from '@atlasnode/session-engine';
import { userStream } from '@atlasnode/session-events';
import { buildCommit } from '@atlasnode/testkit';
import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.js';

const pendingFor = (userId: string, pendingSince: number): Commit =>
  buildCommit(userStream(userId), 1, { pendingSince });

describe('what a process remembers of commits that are pending', () => {
  it('is each duty for itself, until the commit is pending no more', () => {
    const progress = createProgress();
    const commit = pendingFor('a', 5);
    progress.add(commit, 'notice');
    expect([progress.has(commit.id, 'notice'), progress.has(commit.id, 'events')]).toEqual([true, false]);
    progress.add(commit, 'events');
    expect(progress.has(commit.id, 'events')).toBe(true);
    progress.forget(commit.id);
    expect(progress.has(commit.id, 'notice')).toBe(false);
  });

  it('is bounded: what does not fit is done again rather than another forgotten', () => {
    const progress = createProgress(2);
    const commits = ['a', 'b', 'c'].map((userId) => pendingFor(userId, 5));
    for (const commit of commits) progress.add(commit, 'notice');
    expect(commits.map(({ id }) => progress.has(id, 'notice'))).toEqual([true, true, false]);
  });

  it('goes with what a whole walk has not met, save what is too young for the walk', () => {
    const progress = createProgress();
    const [met, cleared, young] = [pendingFor('a', 5), pendingFor('b', 5), pendingFor('c', 11)];
    for (const commit of [met, cleared, young]) progress.add(commit, 'notice');
    progress.beginWalk();
    progress.meet(met.id);
    const during = pendingFor('d', 5);
    progress.add(during, 'notice');
    progress.endWalk(10);
    expect([met, cleared, young, during].map(({ id }) => progress.has(id, 'notice'))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
