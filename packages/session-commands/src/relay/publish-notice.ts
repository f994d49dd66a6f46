import { setTimeout as sleep } from 'node:timers/promises';
import { isEngineError, type RevocationChannel } from '@atlasnode/session-engine';
import type { RevocationNotice, RevocationRecord } from '@atlasnode/session-events';

/** How long an answer waits for its notice before it says `pending`. */
export const NOTICE_DEADLINE_MS = 1_900;
const PAUSE_MS = 100;

export interface NoticePublishing {
  readonly revocations: Pick<RevocationChannel, 'publish'>;
  readonly applyNotice: (record: RevocationRecord) => void;
  readonly onRelayFault: (error: unknown) => void;
}

/**
 * Puts a notice on the channel, then into the view of this process. Tries again until the deadline; resolves to false where it can't, and the sweeper
 * has to.
 */
export async function publishNotice(
  { revocations, applyNotice, onRelayFault }: NoticePublishing,
  notice: RevocationNotice,
): Promise<boolean> {
  const giveUpAt = performance.now() + NOTICE_DEADLINE_MS - PAUSE_MS;
  for (;;) {
    try {
      applyNotice(await revocations.publish(notice));
      return true;
    } catch (error) {
      if (!isEngineError(error) || !error.retriable || performance.now() >= giveUpAt) {
        onRelayFault(error);
        return false;
      }
    }
    await sleep(PAUSE_MS);
  }
}
