import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useState } from 'react';

/** How many rows that are still to be read are kept room for below those that are there. */
const ROOM_AHEAD = 50;

export interface VirtualRowsOptions {
  /** How many rows have been read. */
  loaded: number;
  /** How many there are. */
  total: number;
  rowHeight: number;
  scrollArea: HTMLElement | null;
  /** Called when rows come into sight that have not been read. */
  onMissing: () => void;
}

/** Which rows to draw: those in sight and a few around them, in a list that starts anywhere in what scrolls. */
export function useVirtualRows({ loaded, total, rowHeight, scrollArea, onMissing }: VirtualRowsOptions) {
  const [list, setList] = useState<HTMLElement | null>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setScrollMargin(distanceToTop(list, scrollArea));
    measure();
    if (!scrollArea) return;
    const observer = new ResizeObserver(measure);
    observer.observe(scrollArea);
    if (list?.parentElement) observer.observe(list.parentElement);
    return () => observer.disconnect();
  }, [list, scrollArea]);

  const virtualizer = useVirtualizer({
    count: Math.min(total, loaded + ROOM_AHEAD),
    getScrollElement: () => scrollArea,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin,
    rangeExtractor: (range) => withFocused(list, range),
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= loaded && loaded < total) onMissing();
  }, [last, loaded, total, onMissing]);

  return {
    listRef: setList,
    height: virtualizer.getTotalSize(),
    items: items.map(({ key, index, start }) => ({ key, index, top: start - scrollMargin })),
  };
}

/**
 * The rows in sight and, in a list of items, the one with the focus: it must not disappear while someone types in it.
 * (The rows of a table have to follow each other without a gap.)
 */
function withFocused(list: HTMLElement | null, range: Range): number[] {
  const inSight = defaultRangeExtractor(range);
  const position = list?.querySelector('[aria-posinset]:focus-within')?.getAttribute('aria-posinset');
  const focused = Number(position) - 1;
  if (!position || focused >= range.count || inSight.includes(focused)) return inSight;
  return [...inSight, focused].sort((a, b) => a - b);
}

function distanceToTop(list: HTMLElement | null, scrollArea: HTMLElement | null): number {
  if (!list || !scrollArea) return 0;
  return Math.round(list.getBoundingClientRect().top - scrollArea.getBoundingClientRect().top + scrollArea.scrollTop);
}
