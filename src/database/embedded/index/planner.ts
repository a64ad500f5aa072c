import { CommandError } from '../errors.ts';
import type { Node } from '../query/node.ts';
import type { SortField } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import { equal } from '../values/compare.ts';
import type { Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import type { Index } from './definition.ts';
import { hasAllMatches } from './partial.ts';
import type { Plan } from './plan.ts';
import { type Conditions, conditionsOf } from './predicates.ts';
import { sortDirection } from './sort-order.ts';

export interface Question {
  filter: Node;
  sort?: readonly SortField[] | undefined;
  hint?: Value | undefined;
  /** texts compare by a collation */
  collated: boolean;
}

interface Candidate {
  index: Index;
  bounds: Bounds;
  /** the direction to scan in for the sort; undefined when the scan does not give that order */
  direction: 1 | -1 | undefined;
}

/** From here on more keys are no longer counted when two indexes are compared. */
const probeLimit = 200;

/** Chooses how to find the documents that a filter asks for, in the order that is wanted where an index gives it. */
export function planQuery(view: View, collection: Collection, question: Question): Plan {
  const conditions = conditionsOf(question.filter, question.collated);
  if (question.hint !== undefined) return planHinted(collection, question, conditions, question.hint);
  const candidates: Candidate[] = [];
  for (const index of collection.indexes) {
    const candidate = candidateOf(index, question, conditions);
    if (candidate && isSingle(candidate)) return planOf(candidate, question);
    if (candidate) candidates.push(candidate);
  }
  const best = choose(view, candidates, question);
  if (best && best.bounds.points + (best.bounds.ranged ? 1 : 0) > 0) return planOf(best, question);
  return (
    planUnion(view, collection, question, conditions) ?? (best ? planOf(best, question) : scanOf(question, conditions))
  );
}

function candidateOf(index: Index, question: Question, conditions: Conditions): Candidate | undefined {
  const asked = conditions.predicates.some(({ path }) => path === index.fields[0]?.path);
  if (index.hidden || (!asked && !question.sort && !index.partialFilter)) return undefined;
  if (!hasAllMatches(index, conditions)) return undefined;
  const bounds = boundsOf(index, conditions);
  const direction = orderOf(index, bounds, question);
  const serves =
    bounds.points > 0 ||
    bounds.ranged ||
    (direction !== undefined && question.sort !== undefined) ||
    index.partialFilter;
  return serves ? { index, bounds, direction } : undefined;
}

function orderOf(index: Index, bounds: Bounds, question: Question): 1 | -1 | undefined {
  if (!question.sort || question.sort.length === 0) return 1;
  return question.collated ? undefined : sortDirection(index, bounds, question.sort);
}

/** The best by its form; where two are not far apart, by the keys they have to look at. */
function choose(view: View, candidates: Candidate[], question: Question): Candidate | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, score: scoreOf(candidate, question) }))
    .sort((a, b) => b.score - a.score);
  const [first, second] = ranked;
  if (!first || !second) return first?.candidate;
  const close = ranked.filter(({ candidate }) => first.score - scoreOf(candidate, question) <= 10);
  if (close.length === 1) return first.candidate;
  let best = first.candidate;
  let fewest = probe(view, best);
  for (const { candidate } of close.slice(1)) {
    const keys = probe(view, candidate);
    if (keys < fewest) [best, fewest] = [candidate, keys];
  }
  return best;
}

function scoreOf({ bounds, direction }: Candidate, question: Question): number {
  const sorts = question.sort && question.sort.length > 0 && direction !== undefined;
  return bounds.points * 10 + (bounds.ranged ? 5 : 0) + (sorts ? 7 : 0) + (bounds.exact ? 1 : 0);
}

/** At most one document can match. */
function isSingle({ index, bounds }: Candidate): boolean {
  return index.unique && bounds.points === index.fields.length && bounds.ranges.length <= 1;
}

function probe(view: View, { bounds }: Candidate): number {
  let keys = 0;
  for (const range of bounds.ranges) {
    keys += view.range('indexes', range, probeLimit + 1 - keys).length;
    if (keys > probeLimit) break;
  }
  return keys;
}

function planOf({ index, bounds, direction }: Candidate, question: Question): Plan {
  const wholeKeys = index.unique && !bounds.cut && bounds.points === index.fields.length;
  const source = { kind: 'index', index, ranges: bounds.ranges, wholeKeys, backwards: direction === -1 } as const;
  return { source, exact: bounds.exact && !question.collated, sorted: direction !== undefined };
}

function scanOf(question: Question, conditions: Conditions, backwards = false): Plan {
  const exact = conditions.complete && conditions.predicates.length === 0;
  return { source: { kind: 'collection', backwards }, exact, sorted: !question.sort || question.sort.length === 0 };
}

/** An `$or` each of whose branches an index serves. */
function planUnion(view: View, collection: Collection, question: Question, conditions: Conditions): Plan | undefined {
  for (const branches of conditions.alternatives) {
    const plans = branches.map((filter) => planQuery(view, collection, { filter, collated: question.collated }));
    if (plans.every((plan) => plan.source.kind !== 'collection')) {
      const sources = plans.map((plan) => plan.source);
      return { source: { kind: 'union', sources }, exact: false, sorted: !question.sort || question.sort.length === 0 };
    }
  }
  return undefined;
}

/** @throws CommandError 2 when no index is meant */
function planHinted(collection: Collection, question: Question, conditions: Conditions, hint: Value): Plan {
  const natural = hint instanceof Map ? hint.get('$natural') : undefined;
  if (natural !== undefined) return scanOf(question, conditions, isNumber(natural) && Number(natural) < 0);
  const index = collection.indexes.find((each) =>
    typeof hint === 'string' ? each.name === hint : equal(each.key, hint),
  );
  if (!index || index.hidden) {
    throw new CommandError(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  const bounds = boundsOf(index, conditions);
  // A hinted sparse or partial index answers with what it holds, as in MongoDB.
  const plan = planOf({ index, bounds, direction: orderOf(index, bounds, question) }, question);
  return hasAllMatches(index, conditions) ? plan : { ...plan, exact: false };
}
