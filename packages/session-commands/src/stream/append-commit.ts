import { isEngineError, type Commit, type CommitStore } from '@atlasnode/session-engine';

const ATTEMPTS = 3;

/**
 * Appends the same commit again while its outcome is unknown: the store knows it by its `commandId`, so it is stored once at most.
 * @returns false where another command's commit has that version
 */
export async function appendCommit(commits: Pick<CommitStore, 'append'>, commit: Commit): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await commits.append(commit);
      return true;
    } catch (error) {
      if (isEngineError(error, 'VERSION_CONFLICT')) return false;
      if (!isEngineError(error, 'OUTCOME_UNKNOWN') || attempt === ATTEMPTS) throw error;
    }
  }
}
