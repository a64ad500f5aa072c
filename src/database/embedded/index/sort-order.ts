import type { SortField } from '../query/sort.ts';
import type { Bounds } from './bounds.ts';
import type { Index } from './definition.ts';
import { isEverything, isPoint } from './interval.ts';

/** Whether scanning the bounds gives the sort's order: forwards, backwards, or not at all. */
export function sortDirection(index: Index, bounds: Bounds, sort: readonly SortField[]): 1 | -1 | undefined {
  if (index.hasLongKeys) return undefined;
  const wanted = sort.filter(({ path }) => !isConstant(index, bounds, path));
  let direction: 1 | -1 | undefined;
  let next = 0;
  for (const [at, field] of index.fields.entries()) {
    const order = wanted[next];
    if (!order) break;
    if (order.path === field.path) {
      // Of an array the smallest element counts, which only a scan of all its entries comes by first.
      if (index.multikey[at] && !bounds.fields[at]?.every(isEverything)) return undefined;
      const turned = order.direction === field.direction ? 1 : -1;
      if (direction !== undefined && direction !== turned) return undefined;
      direction = turned;
      next++;
    } else if (!isConstantField(index, bounds, at)) return undefined;
  }
  return next === wanted.length ? (direction ?? 1) : undefined;
}

/** True when all entries within the bounds have the same value there. */
function isConstantField(index: Index, bounds: Bounds, at: number): boolean {
  const intervals = bounds.fields[at] ?? [];
  return !index.multikey[at] && at < bounds.points && intervals.length === 1 && intervals.every(isPoint);
}

function isConstant(index: Index, bounds: Bounds, path: string): boolean {
  const at = index.fields.findIndex((field) => field.path === path);
  return at >= 0 && isConstantField(index, bounds, at);
}
