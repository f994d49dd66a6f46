/** Does `each` for one slice after the other; `done` counts the items up to the slice's end. */
export async function inSlices<Item>(
  items: readonly Item[],
  size: number,
  each: (slice: readonly Item[], done: number) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += size) {
    const slice = items.slice(start, start + size);
    await each(slice, start + slice.length);
  }
}
