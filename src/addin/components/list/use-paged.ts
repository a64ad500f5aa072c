import { type InfiniteData, keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { api } from '../../api.ts';

/** The envelope of every list of the API. */
export interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
  total: number;
}

export type ListQuery = Record<string, string | undefined>;

const PAGE_SIZE = 100;

/**
 * A list of the API, read page by page as it is scrolled. A new query shows the old rows until its own have come,
 * and cancels the call before it.
 */
export function usePaged<Item, Page extends PageOf<Item> = PageOf<Item>>(
  path: string,
  query: ListQuery = {},
  options: { refetchInterval?: (newest: Page | undefined) => number | false } = {},
) {
  const { refetchInterval } = options;
  const list = useInfiniteQuery<Page, Error, InfiniteData<Page>, QueryKey, string | null>({
    queryKey: [path, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page>(path, { query: { ...query, limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => refetchInterval?.(state.data?.pages[0]) ?? false,
  });
  const pages = list.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const { fetchNextPage } = list;
  // Scrolling on must not cancel the page that is on its way, only to ask for it again.
  const readMore = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  return { ...list, rows, readMore, total: pages?.[0]?.total ?? 0, newest: pages?.[0] };
}
