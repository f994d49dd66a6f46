import type { Page, PageRequest } from '@atlasnode/session-engine';

/** Every item from `after` on, asked for page by page. */
export async function allPages<Item>(
  limit: number,
  read: (request: PageRequest) => Promise<Page<Item>>,
  after?: string,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let cursor = after; ;) {
    const page: Page<Item> = await read({ limit, ...(cursor === undefined ? {} : { after: cursor }) });
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = page.next;
  }
}
