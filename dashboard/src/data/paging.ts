import type { List } from "@netvexa/contract/http/list";

export const PAGE_ITEMS = 50;

/** What every paged query has in common. */
export const paging = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
};

/** Every item read so far, over all pages. */
export function itemsOf<T>(data: { pages: readonly List<T>[] }): T[] {
  return data.pages.flatMap((page) => page.items);
}
