import { CommandError } from '../errors.ts';
import type { Node } from '../query/node.ts';
import type { SortField } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import { equal } from '../values/compare.ts';
import type { Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';
import { type Bounds, boundsOf, meetAll } from './bounds.ts';
import { type Candidate, choose } from './choose.ts';
import type { Index } from './definition.ts';
import { hasAllMatches } from './partial.ts';
import type { Plan } from './plan.ts';
import { type Conditions, conditionsOf } from './predicates.ts';
import { sortDirection } from './sort-order.ts';

export interface Question {
  filter: Node;
  sort?: readonly SortField[] | undefined;
  hint?: Value | undefined;
  /** how many documents are wanted; all of them when it is not said */
  limit?: number;
}

/** Chooses how to find the documents that a filter asks for, in the order that is wanted where an index gives it. */
export function planQuery(view: View, collection: Collection, question: Question): Plan {
  const conditions = conditionsOf(question.filter);
  if (question.hint !== undefined) return planHinted(view, collection, question, conditions, question.hint);
  const candidates: Candidate[] = [];
  for (const index of collection.indexes) {
    const found = candidatesOf(index, question, conditions);
    const single = found.find(isSingle);
    if (single) return planOf(single, conditions);
    candidates.push(...found);
  }
  const best = choose(view, candidates, question);
  if (best && best.bounds.points + (best.bounds.ranged ? 1 : 0) > 0) return planOf(best, conditions);
  return (
    planUnion(view, collection, question, conditions) ??
    (best ? planOf(best, conditions) : scanOf(question, conditions))
  );
}

function candidatesOf(index: Index, question: Question, conditions: Conditions): Candidate[] {
  const asked = conditions.predicates.some(({ path }) => path === index.fields[0]?.path);
  if (!asked && !question.sort && !index.partialFilter) return [];
  if (!hasAllMatches(index, conditions)) return [];
  return waysThrough(index, question, conditions).filter(
    ({ bounds, direction }) =>
      bounds.points > 0 ||
      bounds.ranged ||
      (direction !== undefined && question.sort !== undefined) ||
      index.partialFilter,
  );
}

function waysThrough(index: Index, question: Question, conditions: Conditions): Candidate[] {
  return boundsOf(index, conditions).map((bounds) => ({
    index,
    bounds,
    direction: orderOf(index, bounds, question),
    exact: meetAll([bounds], conditions),
  }));
}

function orderOf(index: Index, bounds: Bounds, question: Question): 1 | -1 | undefined {
  return question.sort ? sortDirection(index, bounds, question.sort) : 1;
}

/** At most one document can match. */
function isSingle({ index, bounds }: Candidate): boolean {
  return index.unique && bounds.points === index.fields.length && bounds.ranges.length <= 1;
}

function planOf(candidate: Candidate, conditions: Conditions): Plan {
  const { index, bounds, direction, within = [] } = candidate;
  const { ranges, wholeKeys } = bounds;
  const others = within.map((each) => each.bounds.ranges);
  const source = { kind: 'index', index, ranges, wholeKeys, within: others, backwards: direction === -1 } as const;
  const exact = meetAll([bounds, ...within.map((each) => each.bounds)], conditions);
  return { source, exact, sorted: direction !== undefined };
}

function scanOf(question: Question, conditions: Conditions, backwards = false): Plan {
  const exact = conditions.complete && conditions.predicates.length === 0;
  return { source: { kind: 'collection', backwards }, exact, sorted: !question.sort };
}

/** An `$or` each of whose branches an index serves. */
function planUnion(view: View, collection: Collection, question: Question, conditions: Conditions): Plan | undefined {
  for (const branches of conditions.alternatives) {
    const plans = branches.map((filter) => planQuery(view, collection, { filter }));
    if (plans.every((plan) => plan.source.kind !== 'collection')) {
      const sources = plans.map((plan) => plan.source);
      return { source: { kind: 'union', sources }, exact: false, sorted: !question.sort };
    }
  }
  return undefined;
}

/** @throws CommandError 2 when no index is meant */
function planHinted(view: View, collection: Collection, question: Question, conditions: Conditions, hint: Value): Plan {
  const natural = hint instanceof Map ? hint.get('$natural') : undefined;
  if (natural !== undefined) return scanOf(question, conditions, isNumber(natural) && Number(natural) < 0);
  const index = collection.indexes.find((each) =>
    typeof hint === 'string' ? each.name === hint : equal(each.key, hint),
  );
  const best = index ? choose(view, waysThrough(index, question, conditions), question) : undefined;
  if (!index || !best) {
    throw new CommandError(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  const plan = planOf(best, conditions);
  // A hinted partial index answers with what it holds, as in MongoDB.
  return hasAllMatches(index, conditions) ? plan : { ...plan, exact: false };
}
