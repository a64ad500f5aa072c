import type { SortField } from '../query/sort.ts';
import type { View } from '../storage/view.ts';
import type { Bounds } from './bounds.ts';
import type { Index } from './definition.ts';
import { KeyCount } from './key-count.ts';

/** A way to find the documents by an index. */
export interface Candidate {
  index: Index;
  bounds: Bounds;
  /** the direction to scan in for the sort; undefined when the scan does not give that order */
  direction: 1 | -1 | undefined;
}

/** What the documents are wanted for. */
interface Purpose {
  sort?: readonly SortField[] | undefined;
  /** how many are wanted; all of them when it is not said */
  limit?: number | undefined;
}

/** Keys are counted up to the first of these for all, then on up to the next until one of them has no more. */
const countedUpTo = [200, 800, 3200, 12_800];

/** An order's keys are counted up to here, to see how far apart matches are in it. */
const mostPassed = 51_200;

/** For a limit beyond, documents are not held to be sorted where an index gives the order: they may be too large. */
const mostSorted = 1000;

type Counts = ReadonlyMap<Candidate, KeyCount>;

/** The best by its form; of those that are not far behind, the one with fewer keys to look at. */
export function choose(view: View, candidates: readonly Candidate[], purpose: Purpose): Candidate | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, score: scoreOf(candidate, purpose) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0]?.score ?? 0;
  const close = ranked.filter(({ score }) => best - score <= 10).map(({ candidate }) => candidate);
  const rivals = close.filter((each, at) => !close.slice(0, at).some((better) => isCovered(each, better)));
  return rivals.length > 1 ? fewestKeys(view, rivals, purpose) : rivals[0];
}

function scoreOf({ bounds, direction }: Candidate, { sort }: Purpose): number {
  const sorts = sort && sort.length > 0 && direction !== undefined;
  return bounds.points * 10 + (bounds.ranged ? 5 : 0) + (sorts ? 7 : 0) + (bounds.exact ? 1 : 0);
}

/** Nothing limits it that does not limit the other too, and it gives no order that the other lacks. */
function isCovered(candidate: Candidate, other: Candidate): boolean {
  const { index, bounds } = candidate;
  if (index.partialFilter || index.sparse || (isOrdered(candidate) && !isOrdered(other))) return false;
  return [...bounds.by].every((predicate) => other.bounds.by.has(predicate));
}

function fewestKeys(view: View, rivals: readonly Candidate[], { limit = Infinity }: Purpose): Candidate | undefined {
  const counts: Counts = new Map(rivals.map((each) => [each, new KeyCount(view, each.bounds)]));
  // One that spares a sort which others need.
  const ordered = rivals.every(isOrdered) ? undefined : rivals.find(isOrdered);
  for (const most of countedUpTo) {
    const { best, keys } = least(counts, most);
    if (ordered && limit > mostSorted) return best;
    if (!best || keys === most) continue;
    const isSooner = ordered && !isOrdered(best) && keysToLimit(counts, ordered, best, limit) < keys;
    return isSooner ? ordered : best;
  }
  return ordered ?? rivals[0];
}

function isOrdered({ direction }: Candidate): boolean {
  return direction !== undefined;
}

/** The first with the fewest keys, of which no more than `most` are counted. */
function least(counts: Counts, most: number): { best: Candidate | undefined; keys: number } {
  let best: Candidate | undefined;
  let keys = Infinity;
  for (const [candidate, count] of counts) {
    const found = count.upTo(most);
    if (found < keys) [best, keys] = [candidate, found];
  }
  return { best, keys };
}

/**
 * How far a scan in the right order is likely to go, which ends at the limit: the sooner, the more of what it passes
 * meets the conditions. Those on one array are taken to be independent of each other.
 */
function keysToLimit(counts: Counts, ordered: Candidate, best: Candidate, limit: number): number {
  const all = counts.get(ordered)?.upTo(mostPassed) ?? 0;
  let share = 1;
  for (const [{ index }, count] of counts) if (index === best.index) share *= Math.min(1, count.upTo(all) / all);
  return limit / share;
}
