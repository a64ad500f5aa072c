import { afterPrefix, type KeyRange } from '../storage/view.ts';
import type { Index } from './definition.ts';
import { indexPrefix, isTooLong, storedRange } from './entry.ts';
import { bytesOf, everything, type Interval, intersect, inverted, isEverything, isPoint } from './interval.ts';
import type { Conditions, Predicate } from './predicates.ts';

/** More combinations of points than this are not spelled out; the fields that would make more are scanned. */
const mostCombinations = 2000;

/** Which part of an index can hold the documents that a filter asks for. */
export interface Bounds {
  /** in key order, without overlaps */
  ranges: KeyRange[];
  /** by field, what its values are limited to */
  fields: Interval[][];
  /** how many leading fields are limited to single values */
  points: number;
  /** true when the field after those is limited to a range */
  ranged: boolean;
  /** true when each document with an entry in the ranges meets the whole filter */
  exact: boolean;
  /** true when a range is wider than asked for, because stored keys are not that long */
  cut: boolean;
}

/** Works out the ranges of an index for the conditions of a filter. */
export function boundsOf(index: Index, conditions: Conditions): Bounds {
  const used = new Set<Predicate>();
  const fields = index.fields.map((_, at) => fieldIntervals(index, at, conditions, used));
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
  const cut = ranges.some(isTooLong);
  const exact =
    !cut &&
    conditions.complete &&
    conditions.predicates.every((predicate) => predicate.exact && bounded.has(predicate.path) && used.has(predicate)) &&
    !index.hasLongKeys;
  return { ranges: ranges.map(storedRange), fields, points, ranged, exact, cut };
}

/**
 * Conditions on a field without arrays meet in one value, so their intervals intersect. With arrays each may be met by
 * another element, so that only one of them counts; and of several fields within one array only the first is limited.
 */
function fieldIntervals(index: Index, at: number, conditions: Conditions, used: Set<Predicate>): Interval[] {
  const path = index.fields[at]?.path;
  const predicates = conditions.predicates.filter((predicate) => predicate.path === path);
  if (!index.multikey[at]) {
    for (const predicate of predicates) used.add(predicate);
    return predicates.reduce((intervals, predicate) => intersect(intervals, predicate.intervals), [everything]);
  }
  if (index.multikey.indexOf(true) < at) return [everything];
  const best = predicates.reduce<Predicate | undefined>((a, b) => (a && rank(a) <= rank(b) ? a : b), undefined);
  if (!best) return [everything];
  used.add(best);
  return best.intervals;
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
