import { BSONRegExp, MaxKey, MinKey } from 'bson';
import type { Node, Test } from '../query/node.ts';
import type { Pattern } from '../query/pattern.ts';
import { toDouble } from '../values/decimal.ts';
import type { Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';
import {
  encodeValue,
  everything,
  type Interval,
  intersect,
  point,
  startingWith,
  typeEnd,
  typeStart,
  union,
} from './interval.ts';
import { emptyArrayKey, tagOf, typeTag } from './key-value.ts';

/** What one condition on one path says about the index entries of a document that meets it. */
export interface Predicate {
  path: string;
  /** at least one entry lies here */
  intervals: Interval[];
  /** true when each document with an entry here meets the condition */
  exact: boolean;
  /** true when it is met only by documents that have the field */
  present: boolean;
}

/** A filter as the planner sees it: all of these have to be met. */
export interface Conditions {
  predicates: Predicate[];
  /** branches of each `$or` */
  alternatives: Node[][];
  /** true when the predicates are the whole filter */
  complete: boolean;
}

/**
 * Reads what an index can serve of a filter.
 * @param collated whether texts compare by a collation, whose order indexes do not have
 */
export function conditionsOf(filter: Node, collated: boolean): Conditions {
  const conditions: Conditions = { predicates: [], alternatives: [], complete: true };
  for (const node of filter.kind === 'and' ? filter.nodes : [filter]) collect(node, conditions);
  if (!collated) return conditions;
  const predicates = conditions.predicates.filter((predicate) => !predicate.intervals.some(coversTexts));
  return {
    ...conditions,
    predicates,
    complete: conditions.complete && predicates.length === conditions.predicates.length,
  };
}

function collect(node: Node, into: Conditions): void {
  const predicates =
    node.kind === 'test' ? testPredicates(node.path, node.test) : node.kind === 'not' ? absence(node.node) : [];
  into.predicates.push(...predicates);
  if (predicates.length > 0) return;
  into.complete = false;
  if (node.kind === 'or') into.alternatives.push(node.nodes);
}

/** None for tests that no index serves. */
function testPredicates(path: string, test: Test): Predicate[] {
  switch (test.op) {
    case 'eq':
      return [equality(path, test.value)];
    case 'in':
      return [
        anyOf(
          path,
          test.values.map((value) => equality(path, value)).concat(test.patterns.map((each) => regex(path, each))),
        ),
      ];
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return range(path, test.op, test.value);
    case 'regex':
      return [regex(path, test.pattern)];
    case 'exists':
      return [{ path, intervals: [everything], exact: false, present: true }];
    case 'elemMatch':
      // Of an array within an array, which is one entry as a whole, an index knows no elements.
      return path === '' ? [] : element(path, test.node, test.onValue);
    default:
      return [];
  }
}

function equality(path: string, value: Value): Predicate {
  if (value === null) return { path, intervals: [point(null)], exact: false, present: false };
  if (Array.isArray(value)) {
    // An array is met as a whole within another one, or by its elements, each with an entry of its own.
    const first = value.length === 0 ? emptyArrayKey : (value[0] ?? null);
    return { path, intervals: union([point(first), point(value)]), exact: false, present: true };
  }
  return { path, intervals: [point(value)], exact: !(value instanceof Map), present: true };
}

function anyOf(path: string, predicates: Predicate[]): Predicate {
  return {
    path,
    intervals: union(predicates.flatMap((predicate) => predicate.intervals)),
    exact: predicates.every((predicate) => predicate.exact),
    present: predicates.every((predicate) => predicate.present),
  };
}

function range(path: string, op: 'gt' | 'gte' | 'lt' | 'lte', value: Value): Predicate[] {
  if (value === null) return op === 'gte' || op === 'lte' ? [equality(path, null)] : [];
  if (value instanceof Map || Array.isArray(value)) return [];
  if (value instanceof MinKey || value instanceof MaxKey) return [];
  if (isNumber(value) && Number.isNaN(toDouble(value))) return [];
  const tag = tagOf(value);
  const bytes = encodeValue(value);
  const interval =
    op === 'gt' || op === 'gte'
      ? { low: { bytes, after: op === 'gt' }, high: typeEnd(tag) }
      : { low: typeStart(tag), high: { bytes, after: op === 'lte' } };
  return [{ path, intervals: union([interval]), exact: true, present: true }];
}

/** Texts that begin as every match does, and the same regular expression as a value. */
function regex(path: string, pattern: Pattern): Predicate {
  const start = pattern.prefix ? encodeValue(pattern.prefix).subarray(0, -2) : Buffer.from([typeTag.string]);
  const itself = point(new BSONRegExp(pattern.pattern, pattern.options));
  return { path, intervals: union([startingWith(start), itself]), exact: pattern.isPrefix, present: true };
}

/** `$exists: false`; other negations are served by no index. */
function absence(node: Node): Predicate[] {
  if (node.kind !== 'test' || node.test.op !== 'exists') return [];
  return [{ path: node.path, intervals: [point(null)], exact: false, present: false }];
}

/** One element meets all: its own tests, whose paths are empty, or those of its fields. */
function element(path: string, node: Node, onValue: boolean): Predicate[] {
  const inner = conditionsOf(node, false).predicates;
  if (!onValue) return inner.map((each) => ({ ...each, path: `${path}.${each.path}`, exact: false }));
  const intervals = inner.reduce((left, each) => intersect(left, each.intervals), [everything]);
  return [{ path, intervals, exact: false, present: true }];
}

function coversTexts(interval: Interval): boolean {
  const low = interval.low.bytes[0] ?? 0;
  const high = interval.high.bytes[0] ?? 0;
  return low <= typeTag.array && high >= typeTag.string;
}
