import type { Node, Test } from '../query/node.ts';
import type { Value } from '../values/document.ts';
import { isNumber, toDouble } from '../values/kinds.ts';
import { encodeValue, everything, type Interval, point, startingWith, typeEnd, typeStart, union } from './interval.ts';
import { emptyArrayKey, tagOf } from './key-value.ts';

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

/** Reads what an index can serve of a filter. */
export function conditionsOf(filter: Node): Conditions {
  const conditions: Conditions = { predicates: [], alternatives: [], complete: true };
  for (const node of filter.kind === 'and' ? filter.nodes : [filter]) collect(node, conditions);
  return conditions;
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
          test.values.map((value) => equality(path, value)),
        ),
      ];
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return range(path, test.op, test.value);
    case 'prefix':
      return [prefix(path, test.prefix)];
    case 'exists':
      return [{ path, intervals: [everything], exact: false, present: true }];
    case 'elemMatch':
      return element(path, test.node);
    case 'type':
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
  if (isNumber(value) && Number.isNaN(toDouble(value))) return [];
  const tag = tagOf(value);
  const bytes = encodeValue(value);
  const interval =
    op === 'gt' || op === 'gte'
      ? { low: { bytes, after: op === 'gt' }, high: typeEnd(tag) }
      : { low: typeStart(tag), high: { bytes, after: op === 'lte' } };
  return [{ path, intervals: union([interval]), exact: true, present: true }];
}

function prefix(path: string, text: string): Predicate {
  // Without the two bytes that end a text.
  const start = encodeValue(text).subarray(0, -2);
  return { path, intervals: [startingWith(start)], exact: true, present: true };
}

/** `$exists: false`; other negations are served by no index. */
function absence(node: Node): Predicate[] {
  if (node.kind !== 'test' || node.test.op !== 'exists') return [];
  return [{ path: node.path, intervals: [point(null)], exact: false, present: false }];
}

/** One document of the array meets all. */
function element(path: string, node: Node): Predicate[] {
  return conditionsOf(node).predicates.map((each) => ({ ...each, path: `${path}.${each.path}`, exact: false }));
}
