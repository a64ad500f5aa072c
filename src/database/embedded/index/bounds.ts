import { afterPrefix, type KeyRange } from '../storage/view.ts';
import type { Index } from './definition.ts';
import { indexPrefix, isTooLong, storedRange } from './entry.ts';
import { bytesOf, everything, type Interval, intersect, inverted, isEverything, isPoint } from './interval.ts';
import type { Conditions, Predicate } from './predicates.ts';

/** More combinations of points than this are not spelled out; the fields that would make more are scanned. */
const mostCombinations = 2000;

/** So many of the conditions on one array are considered, each by itself. */
const mostAlternatives = 8;

/** Which part of an index can hold the documents that a filter asks for. */
export interface Bounds {
  /** in key order, without overlaps */
  ranges: KeyRange[];
  /** by field, what its values are limited to */
  fields: Interval[][];
  /** the conditions that limit the ranges */
  by: ReadonlySet<Predicate>;
  /** how many leading fields are limited to single values */
  points: number;
  /** true when the field after those is limited to a range */
  ranged: boolean;
  /** true when each document with an entry in the ranges meets the conditions that limit them */
  exact: boolean;
  /** true when the index is unique and each range starts with the only key that it can hold */
  wholeKeys: boolean;
}

/** Works out the ranges of an index for the conditions of a filter: of those on an array by each, the likely best first. */
export function boundsOf(index: Index, conditions: Conditions): Bounds[] {
  const path = index.fields[index.multikey.indexOf(true)]?.path;
  const [best, ...others] = conditions.predicates
    .filter((predicate) => predicate.path === path)
    .sort((a, b) => rank(a) - rank(b));
  const rivals = others.filter((each) => rank(each) < Infinity).slice(0, mostAlternatives - 1);
  return [boundsBy(index, conditions, best), ...rivals.map((each) => boundsBy(index, conditions, each))];
}

/** Whether each document with an entry within each of these bounds meets the whole filter. */
export function meetAll(bounds: readonly Bounds[], { predicates, complete }: Conditions): boolean {
  const isMet = (predicate: Predicate) => bounds.some(({ by }) => by.has(predicate));
  return complete && bounds.every(({ exact }) => exact) && predicates.every(isMet);
}

/** @param ofArray the condition that limits the elements of an array */
function boundsBy(index: Index, conditions: Conditions, ofArray: Predicate | undefined): Bounds {
  const used = new Set<Predicate>();
  const fields = index.fields.map((_, at) => fieldIntervals(index, at, conditions, ofArray, used));
  let prefixes = [indexPrefix(index.id)];
  let points = 0;
  for (const intervals of fields) {
    if (!intervals.every(isPoint) || prefixes.length * intervals.length > mostCombinations) break;
    prefixes = combine(prefixes, inDirection(index, points, intervals));
    points++;
  }
  const next = fields[points] ?? [];
  const ranged = next.length > 0 && !next.every(isEverything);
  const ranges = ranged
    ? prefixes.flatMap((prefix) => inDirection(index, points, next).map((each) => rangeOf(prefix, each)))
    : prefixes.map((prefix) => ({ low: prefix, high: afterPrefix(prefix) }));
  const limiting = points + (ranged ? 1 : 0);
  const bounded = new Set(index.fields.slice(0, limiting).map((field) => field.path));
  const by = new Set(conditions.predicates.filter((each) => bounded.has(each.path) && used.has(each)));
  // Stored keys are not that long: such a range becomes wider than what was asked for.
  const cut = ranges.some(isTooLong);
  const exact = !cut && !index.hasLongKeys && [...by].every((predicate) => predicate.exact);
  const wholeKeys = index.unique && !cut && points === index.fields.length;
  return { ranges: ranges.map(storedRange), fields, by, points, ranged, exact, wholeKeys };
}

/**
 * Conditions on a field without arrays meet in one value, so their intervals intersect. With arrays each may be met by
 * another element, so that only one of them counts; and of several fields within one array only the first is limited.
 */
function fieldIntervals(
  index: Index,
  at: number,
  conditions: Conditions,
  ofArray: Predicate | undefined,
  used: Set<Predicate>,
): Interval[] {
  if (!index.multikey[at]) {
    const path = index.fields[at]?.path;
    const predicates = conditions.predicates.filter((predicate) => predicate.path === path);
    for (const predicate of predicates) used.add(predicate);
    return predicates.reduce((intervals, predicate) => intersect(intervals, predicate.intervals), [everything]);
  }
  if (index.multikey.indexOf(true) < at) return [everything];
  if (!ofArray) return [everything];
  used.add(ofArray);
  return ofArray.intervals;
}

/** The fewer values an interval list leaves, the lower. */
function rank(predicate: Predicate): number {
  if (predicate.intervals.every(isPoint)) return predicate.intervals.length;
  return predicate.intervals.every(isEverything) ? Infinity : 1_000_000;
}

function inDirection(index: Index, at: number, intervals: Interval[]): Interval[] {
  return index.fields[at]?.direction === -1 ? intervals.map(inverted).reverse() : intervals;
}

function combine(prefixes: Buffer[], points: Interval[]): Buffer[] {
  return prefixes.flatMap((prefix) => points.map((each) => Buffer.concat([prefix, each.low.bytes])));
}

function rangeOf(prefix: Buffer, interval: Interval): KeyRange {
  return { low: bytesOf(interval.low, prefix), high: bytesOf(interval.high, prefix) };
}
