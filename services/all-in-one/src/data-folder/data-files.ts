import { join } from 'node:path';

/** Every file that is ours in a data folder, and no other. */
export interface DataFiles {
  readonly folder: string;
  readonly database: string;
  readonly secrets: string;
  readonly run: string;
  /** Its being there asks the running copy for another one-time code. */
  readonly codeRequest: string;
  readonly log: string;
  readonly oldLog: string;
}

export function dataFiles(folder: string): DataFiles {
  return {
    folder,
    database: join(folder, 'sessions.db'),
    secrets: join(folder, 'secrets.json'),
    run: join(folder, 'run.json'),
    codeRequest: join(folder, 'admin-code.request'),
    log: join(folder, 'atlas.log'),
    oldLog: join(folder, 'atlas.log.1'),
  };
}
