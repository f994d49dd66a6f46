import type { Directory, DirectoryEntry, EpochOwner, Page, PageRequest } from '@atlasnode/session-engine';
import type { Sid } from '@atlasnode/session-events';

/** Pages with the sids of the active sessions that were started below an epoch. */
export async function* sessionsBelow(
  directory: Pick<Directory, 'active' | 'activeOfUser'>,
  owner: EpochOwner,
  epoch: number,
  pageSize: number,
): AsyncGenerator<readonly Sid[]> {
  let after: string | undefined;
  do {
    const page = await activePage(directory, owner, { limit: pageSize, ...(after === undefined ? {} : { after }) });
    const below = page.items.filter((entry) => epochIn(entry, owner) < epoch).map((entry) => entry.sid);
    if (below.length > 0) yield below;
    after = page.next;
  } while (after !== undefined);
}

function activePage(
  directory: Pick<Directory, 'active' | 'activeOfUser'>,
  owner: EpochOwner,
  page: PageRequest,
): Promise<Page<DirectoryEntry>> {
  return owner.type === 'user' ? directory.activeOfUser(owner.userId, page) : directory.active(page);
}

function epochIn(entry: DirectoryEntry, owner: EpochOwner): number {
  return owner.type === 'user' ? entry.userEpoch : entry.realmEpoch;
}
