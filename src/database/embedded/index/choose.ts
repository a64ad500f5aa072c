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
  /** true when each document within the bounds meets the whole filter */
  exact: boolean;
  /** those by other conditions on the same array, where it spares documents to look at their keys too */
  within?: readonly Candidate[];
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

/** To look at a document takes as long as to look at so many keys. */
const keysForDocument = 6;

/** So many documents are looked at without any further thought. */
const fewDocuments = 200;

/** The records of no more keys than this are held, to see which others are among them. */
const mostHeld = 51_200;

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

function scoreOf({ bounds, direction, exact }: Candidate, { sort }: Purpose): number {
  const sorts = sort && sort.length > 0 && direction !== undefined;
  return bounds.points * 10 + (bounds.ranged ? 5 : 0) + (sorts ? 7 : 0) + (exact ? 1 : 0);
}

/** Nothing limits it that does not limit the other too, and it gives no order that the other lacks. */
function isCovered(candidate: Candidate, other: Candidate): boolean {
  const { index, bounds } = candidate;
  if (index.partialFilter || (isOrdered(candidate) && !isOrdered(other))) return false;
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
    const within = othersOf(counts, best, limit);
    const isSooner = ordered && !isOrdered(best) && isSoonDone(counts, ordered, [best, ...within], limit);
    return isSooner ? ordered : { ...best, within };
  }
  const best = ordered ?? rivals[0];
  return best && { ...best, within: othersOf(counts, best, limit) };
}

/** The other conditions on the array whose keys are sooner looked at than documents that do not meet them. */
function othersOf(counts: Counts, best: Candidate, limit: number): Candidate[] {
  const keys = counts.get(best)?.upTo(mostHeld) ?? 0;
  // A scan that ends at a limit may have found enough before the keys of another are together.
  if (keys < fewDocuments || (isOrdered(best) && limit < Infinity)) return [];
  const most = Math.min(keys * keysForDocument, mostHeld);
  const isWorth = (other: Candidate, count: KeyCount) => other.bounds.exact && count.upTo(most) < most;
  return [...counts].flatMap(([each, count]) => {
    return each !== best && each.index === best.index && isWorth(each, count) ? [each] : [];
  });
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
 * Whether a scan in the right order is likely to look at fewer documents until it ends at the limit than there are by the
 * others together: the more of what it passes meets the conditions, the sooner it ends. Those on one array are taken to
 * be independent of each other.
 */
function isSoonDone(counts: Counts, ordered: Candidate, others: readonly Candidate[], limit: number): boolean {
  const keysOf = (candidate: Candidate, most: number) => counts.get(candidate)?.upTo(most) ?? 0;
  // The more there is to look at otherwise, the more it is worth to know how far apart matches are.
  const all = keysOf(ordered, others.length > 1 ? 4 * mostPassed : mostPassed);
  const onArray = [...counts.keys()].filter(({ index }) => index === others[0]?.index);
  const share = onArray.reduce((product, each) => product * Math.min(1, keysOf(each, all) / all), 1);
  const keys = others.reduce((sum, each) => sum + keysOf(each, mostHeld), 0);
  return limit / share < (others.length > 1 ? keys / keysForDocument + all * share : keys);
}
