import { Int32 } from 'bson';
import type { Plan, Source } from '../index/plan.ts';
import type { Collection } from '../storage/collection.ts';
import type { Plain } from '../values/document.ts';
import type { Context } from './command.ts';
import { plan, type Query, runQuery } from './query.ts';
import { TimeLimit } from './time-limit.ts';

type Stage = { [name: string]: Plain };

/** `queryPlanner` and, when run, `executionStats`. */
export function explainQuery(
  context: Context,
  collection: Collection | undefined,
  namespace: string,
  query: Query,
  run: boolean,
): Stage {
  const chosen = collection && plan(context.view, collection, query);
  const winningPlan = chosen ? stagesOf(chosen, query) : { stage: 'EOF' };
  const queryPlanner = { namespace, indexFilterSet: false, winningPlan, rejectedPlans: [] };
  if (!run) return { queryPlanner };
  const started = Date.now();
  const running =
    collection &&
    runQuery(context.view, collection, query, new TimeLimit(context.arguments.optionalNumber('maxTimeMS')));
  let nReturned = 0;
  for (const _ of running?.documents ?? []) nReturned++;
  const executionStats = {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Date.now() - started,
    totalKeysExamined: running?.effort.keys ?? 0,
    totalDocsExamined: running?.effort.documents ?? 0,
    executionStages: { ...winningPlan, nReturned },
  };
  return { queryPlanner, executionStats };
}

function stagesOf(chosen: Plan, query: Query): Stage {
  let stage = sourceStage(chosen.source);
  if (query.sort && !chosen.sorted) {
    stage = {
      stage: 'SORT',
      sortPattern: new Map(query.sort.fields.map(({ path, direction }) => [path, new Int32(direction)])),
      inputStage: stage,
    };
  }
  if (query.skip > 0) stage = { stage: 'SKIP', skipAmount: query.skip, inputStage: stage };
  if (query.limit !== Infinity) stage = { stage: 'LIMIT', limitAmount: query.limit, inputStage: stage };
  return stage;
}

function sourceStage(source: Source): Stage {
  if (source.kind === 'collection') return { stage: 'COLLSCAN', direction: source.backwards ? 'backward' : 'forward' };
  return { stage: 'FETCH', inputStage: keysStage(source) };
}

function keysStage(source: Source): Stage {
  if (source.kind === 'collection') return sourceStage(source);
  if (source.kind === 'union') return { stage: 'OR', inputStages: source.sources.map(keysStage) };
  const { index, within } = source;
  if (within.length > 0) {
    const all = [source.ranges, ...within].map((ranges) => keysStage({ ...source, ranges, within: [] }));
    return { stage: 'AND_HASH', inputStages: all };
  }
  return {
    stage: 'IXSCAN',
    indexName: index.name,
    keyPattern: index.key,
    isMultiKey: index.multikey.includes(true),
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.partialFilter !== undefined,
    direction: source.backwards ? 'backward' : 'forward',
    ranges: source.ranges.length,
  };
}
