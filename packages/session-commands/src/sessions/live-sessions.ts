import { isLive, type EpochStates } from '@atlasnode/session-domain';
import { sessionStream, type SessionSummary, type UserId } from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { loadStream } from '../stream/load-stream.js';
import { SESSION_FOLD } from '../stream/stream-fold.js';

const PAGE = 100;

/** Every live session of a user: whose they are is the directory's answer, whether they live their newest commits'. */
export async function liveSessionsOf(
  { engine }: CommandContext,
  userId: UserId,
  epochs: EpochStates,
  nowMs: number,
): Promise<readonly SessionSummary[]> {
  const live: SessionSummary[] = [];
  let after: string | undefined;
  do {
    const page = await engine.directory.activeOfUser(userId, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    const loaded = await Promise.all(
      page.items.map(({ sid }) => loadStream(engine.commits, sessionStream(sid), SESSION_FOLD)),
    );
    for (const { state } of loaded)
      if (state.status === 'active' && isLive(state.session, epochs, nowMs)) live.push(state.session);
    after = page.next;
  } while (after !== undefined);
  return live;
}
