import { Int32 } from 'bson';
import { admitFields } from '../door.ts';
import { CommandError, notSupported } from '../errors.ts';
import type { Plan, Source } from '../index/plan.ts';
import type { Collection } from '../storage/collection.ts';
import { doc, type Plain } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import { Arguments } from './arguments.ts';
import { checkCollectionName, findCollection } from './collections.ts';
import type { CommandDefinition, Context } from './command.ts';
import { readFind } from './find.ts';
import { serverVersion } from './handshake.ts';
import { plan, type Query, runQuery } from './query.ts';

type Stage = { [name: string]: Plain };

/** Tells which index a `find` would use; with `executionStats` also how much it has to look at. */
export const explain: CommandDefinition = {
  run(context): Reply {
    const command = context.arguments.document('explain');
    const [name = ''] = command.keys();
    if (name !== 'find') throw notSupported(`explain of ${name}`);
    admitFields(name, command.keys());
    const fields = new Arguments(name, command);
    const collectionName = fields.text(name);
    checkCollectionName(context.database, collectionName);
    const verbosity = context.arguments.optionalText('verbosity') ?? 'allPlansExecution';
    if (!['queryPlanner', 'executionStats', 'allPlansExecution'].includes(verbosity))
      throw new CommandError('FailedToParse', `verbosity ${verbosity} is unknown`);
    const collection = findCollection(context, collectionName);
    return doc({
      explainVersion: '1',
      ...explainQuery(context, collection, collectionName, readFind(fields), verbosity !== 'queryPlanner'),
      command,
      serverInfo: { host: context.server.address, version: serverVersion },
      ok: 1,
    });
  },
};

/** `queryPlanner` and, when run, `executionStats`. */
function explainQuery(
  { view, database }: Context,
  collection: Collection | undefined,
  name: string,
  query: Query,
  run: boolean,
): Stage {
  const winningPlan = collection ? stagesOf(plan(view, collection, query), query) : { stage: 'EOF' };
  const namespace = `${database}.${name}`;
  const queryPlanner = { namespace, indexFilterSet: false, winningPlan, rejectedPlans: [] };
  if (!run) return { queryPlanner };
  const started = Date.now();
  const running = collection && runQuery(view, collection, query);
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
    isPartial: index.partialFilter !== undefined,
    direction: source.backwards ? 'backward' : 'forward',
    ranges: source.ranges.length,
  };
}
