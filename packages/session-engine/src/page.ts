/** One page of a list. `next` is opaque and goes back as `after`; without it this is the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export interface PageRequest {
  readonly after?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}
