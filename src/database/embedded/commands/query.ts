import { sortDocuments } from '../cursor/top.ts';
import { CommandError } from '../errors.ts';
import { type Effort, noEffort, type Plan } from '../index/plan.ts';
import { planQuery } from '../index/planner.ts';
import { scan } from '../index/scan.ts';
import type { Filter } from '../query/filter.ts';
import { compileFilter } from '../query/filter.ts';
import { compileSort, type Sort } from '../query/sort.ts';
import type { Collection, FoundDocument } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import type { Doc, Value } from '../values/document.ts';
import { isDoc } from '../values/document.ts';
import { Deadline } from './deadline.ts';

/** Which documents are asked for, in which order. */
export interface Query {
  filter: Filter;
  sort: Sort | undefined;
  hint: Value | undefined;
  skip: number;
  limit: number;
}

/** A query being answered: its plan, how much work it was so far, and the documents one by one. */
export interface Running {
  plan: Plan;
  effort: Effort;
  documents: Iterable<FoundDocument>;
}

interface QueryParts {
  filter: Doc | undefined;
  sort?: Doc | undefined;
  hint?: Value | undefined;
  skip?: number | undefined;
  limit?: number | undefined;
}

/** Reads the parts of a query. @throws CommandError for what is wrong or refused in them */
export function readQuery(parts: QueryParts): Query {
  const hint = isDoc(parts.hint) && parts.hint.size === 0 ? undefined : parts.hint;
  if (hint !== undefined && typeof hint !== 'string' && !isDoc(hint))
    throw new CommandError('FailedToParse', 'Hint must be a string or an object');
  return {
    filter: compileFilter(parts.filter ?? new Map()),
    sort: parts.sort && parts.sort.size > 0 ? compileSort(parts.sort) : undefined,
    hint,
    skip: parts.skip ?? 0,
    limit: parts.limit || Infinity,
  };
}

export function plan(view: View, collection: Collection, query: Query): Plan {
  const { filter, sort, hint, skip, limit } = query;
  return planQuery(view, collection, {
    filter: filter.root,
    sort: sort?.fields,
    hint,
    limit: skip + limit,
  });
}

/** Begins to answer a query. */
export function runQuery(view: View, collection: Collection, query: Query): Running {
  const chosen = plan(view, collection, query);
  if (chosen.source.kind === 'collection') collection.scans++;
  const effort = noEffort();
  const ahead = chosen.exact && chosen.sorted && query.limit < Infinity ? query.skip + query.limit : undefined;
  const found = scan({ view, collection, effort, ...(ahead && { ahead }) }, chosen.source);
  // What other keys said of a document may no longer be so when a cursor comes to it.
  const isSaid = chosen.exact && !(chosen.source.kind === 'index' && chosen.source.within.length > 0);
  const matching = matches(found, isSaid ? undefined : query.filter);
  const ordered = chosen.sorted || !query.sort ? matching : sorted(matching, query.sort, query.skip + query.limit);
  return { plan: chosen, effort, documents: slice(ordered, query.skip, query.limit) };
}

function* matches(found: Iterable<FoundDocument>, filter: Filter | undefined): Generator<FoundDocument> {
  const deadline = new Deadline();
  for (const each of found) {
    deadline.tick();
    if (!filter || filter.matches(each.document)) yield each;
  }
}

/** Begins to sort when the first document is asked for. */
function* sorted(documents: Iterable<FoundDocument>, sort: Sort, limit: number): Generator<FoundDocument> {
  yield* sortDocuments(documents, sort, limit);
}

function* slice(documents: Iterable<FoundDocument>, skip: number, limit: number): Generator<FoundDocument> {
  let at = 0;
  for (const each of documents) {
    if (at++ < skip) continue;
    yield each;
    if (at - skip >= limit) return;
  }
}
