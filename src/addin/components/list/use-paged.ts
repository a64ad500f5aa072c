import { type InfiniteData, keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { apiPage, type ListCall, type ListOptions, type Page, pathOf } from '../../api.ts';

const PAGE_SIZE = 100;

/**
 * A list of the API, read page by page as it is scrolled: `usePaged('GET /members', { query: { search } })`. A new query
 * shows the old rows until its own have come, and cancels the call before it.
 */
export function usePaged<C extends ListCall>(
  call: C,
  options: ListOptions<C>,
  { refetchInterval }: { refetchInterval?: (newest: Page<C> | undefined) => number | false } = {},
) {
  const list = useInfiniteQuery<Page<C>, Error, InfiniteData<Page<C>>, QueryKey, string | null>({
    queryKey: [pathOf(call, options), options.query],
    queryFn: ({ pageParam, signal }) => apiPage(call, options, { limit: PAGE_SIZE, cursor: pageParam, signal }),
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
