import { notSupported } from '../errors.ts';
import { compileNode } from '../query/filter.ts';
import type { Node, Test } from '../query/node.ts';
import { parseFilter } from '../query/parse.ts';
import type { Doc } from '../values/document.ts';
import type { Kind } from '../values/kinds.ts';
import type { IndexDefinition } from './definition.ts';
import { compareCuts, type Interval, startingWith } from './interval.ts';
import { typeTag } from './key-value.ts';
import { type Conditions, conditionsOf } from './predicates.ts';

interface PartialFilter {
  node: Node;
  matches: (document: Doc) => boolean;
}

const compiled = new WeakMap<Doc, PartialFilter>();

/** Whether a document has entries in the index as far as its partial filter goes. */
export function isInPartialIndex(index: IndexDefinition, document: Doc): boolean {
  return !index.partialFilter || compile(index.partialFilter).matches(document);
}

/** @throws CommandError NotImplemented for a partial filter that is more than equalities, `$exists: true` and `$type` */
export function checkPartialFilter(filter: Doc): void {
  const check = (node: Node): void => {
    if (node.kind === 'and') node.nodes.forEach(check);
    else if (node.kind !== 'test' || !allowed.has(node.test.op)) {
      const what = node.kind === 'test' ? node.test.op : node.kind;
      throw notSupported(`a partialFilterExpression with '${what}'`);
    }
  };
  check(compile(filter).node);
}

const allowed = new Set<Test['op']>(['eq', 'exists', 'type']);

/** Whether every document that meets the conditions is in the index: only then may it answer. */
export function hasAllMatches(index: IndexDefinition, conditions: Conditions): boolean {
  return !index.partialFilter || isImplied(compile(index.partialFilter).node, conditions);
}

function isImplied(wanted: Node, conditions: Conditions): boolean {
  if (wanted.kind === 'and') return wanted.nodes.every((node) => isImplied(node, conditions));
  if (wanted.kind !== 'test') return false;
  const known = conditions.predicates.filter((predicate) => predicate.path === wanted.path);
  if (wanted.test.op === 'exists') return known.some((predicate) => predicate.present);
  const target = wanted.test.op === 'type' ? typeIntervals(wanted.test.type) : exactIntervals(wanted);
  // Missing fields have entries as null has, so being null follows from asking for null only.
  return known.some((predicate) => predicate.intervals.every((each) => target.some((whole) => contains(whole, each))));
}

function exactIntervals(node: Node): Interval[] {
  const { predicates, complete } = conditionsOf(node);
  const [only] = predicates;
  if (!only || predicates.length !== 1 || !complete) return [];
  const isNull = node.kind === 'test' && node.test.op === 'eq' && node.test.value === null;
  return only.exact || isNull ? only.intervals : [];
}

const tagsByKind: Partial<Record<Kind, number>> = {
  string: typeTag.string,
  object: typeTag.object,
  objectId: typeTag.objectId,
  bool: typeTag.boolean,
  date: typeTag.date,
  binData: typeTag.binary,
};

/** None for numbers, whose types the keys do not tell apart. */
function typeIntervals(kind: Kind): Interval[] {
  const tag = tagsByKind[kind];
  return tag === undefined ? [] : [startingWith(Buffer.from([tag]))];
}

function contains(whole: Interval, part: Interval): boolean {
  return compareCuts(whole.low, part.low) <= 0 && compareCuts(part.high, whole.high) <= 0;
}

function compile(filter: Doc): PartialFilter {
  let known = compiled.get(filter);
  if (!known) {
    const node = parseFilter(filter);
    known = { node, matches: compileNode(node) };
    compiled.set(filter, known);
  }
  return known;
}
