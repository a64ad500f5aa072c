import { compilePipeline, type Pipeline } from '../aggregate/pipeline.ts';
import { CommandError, notSupported } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import type { Collection } from '../storage/collection.ts';
import { type Doc, doc, encode, isDoc, type Plain, type Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';
import type { Reply } from '../wire/reply.ts';
import { answerCursor, batchSizeOf } from './answer.ts';
import { collectionName, findCollection } from './collections.ts';
import type { CommandDefinition, Context } from './command.ts';
import { countMatches } from './count.ts';
import { type Query, runQuery } from './query.ts';

export const aggregate: CommandDefinition = {
  inTransaction: true,
  run(context): Reply {
    const { arguments: fields } = context;
    if (isNumber(fields.value('aggregate'))) throw notSupported('an aggregation on a database instead of a collection');
    const name = collectionName(context);
    if (fields.value('cursor') === undefined)
      throw new CommandError('FailedToParse', "The 'cursor' option is required");
    const pipeline = compilePipeline(fields.value('pipeline') ?? null);
    const collection = findCollection(context, name);
    const results = collection ? runPipeline(context, collection, pipeline) : pipelineOf(context, pipeline, []);
    return answerCursor(context, `${context.database}.${name}`, results, {
      collection,
      batchSize: batchSizeOf(fields),
    });
  },
};

function* runPipeline(context: Context, collection: Collection, pipeline: Pipeline): Generator<Uint8Array> {
  const { query, done } = readLeading(pipeline);
  const counted = countedField(pipeline, done);
  if (counted && query.limit === Infinity && query.skip === 0) {
    const n = countMatches(context.view, collection, query);
    if (n > 0) yield encode(doc({ _id: counted.id, [counted.name]: n }));
    return;
  }
  const { documents } = runQuery(context.view, collection, query);
  if (done === pipeline.stages.length) for (const { bytes } of documents) yield bytes;
  else yield* pipelineOf(context, pipeline, decoded(documents), done);
}

function* pipelineOf(context: Context, pipeline: Pipeline, input: Iterable<Doc>, done = 0): Generator<Uint8Array> {
  function* find(name: string, filter: Filter): Iterable<Doc> {
    const collection = findCollection(context, name);
    const query = { filter, sort: undefined, hint: undefined, skip: 0, limit: Infinity };
    if (collection) yield* decoded(runQuery(context.view, collection, query).documents);
  }
  for (const document of pipeline.run(input, find, done)) yield encode(document);
}

/** What of the pipeline's beginning is served by a plan, and how many stages that are. */
function readLeading({ leading: { match, sort, window } }: Pipeline): { query: Query; done: number } {
  const query = {
    filter: match.filter,
    sort: sort?.sort,
    hint: undefined,
    skip: window?.skip ?? 0,
    limit: window?.limit ?? Infinity,
  };
  return { query, done: (window ?? sort ?? match).done };
}

function* decoded(documents: Iterable<{ document: Doc }>): Generator<Doc> {
  for (const { document } of documents) yield document;
}

/** A pipeline that only counts, as `countDocuments` sends it: `$group` by a constant, with `$sum: 1`. */
function countedField({ stages, leading }: Pipeline, done: number): { id: Plain; name: string } | undefined {
  const last = stages.at(-1);
  if (done !== stages.length - 1 || leading.sort || last?.name !== '$group') return undefined;
  const group = last.spec;
  if (!isDoc(group) || group.size !== 2) return undefined;
  const [[idName, id], [name, accumulator]] = [...group] as [[string, Value], [string, Value]];
  const one = isDoc(accumulator) ? accumulator.get('$sum') : undefined;
  const isCount = idName === '_id' && (isNumber(id) || id === null) && isNumber(one) && Number(one) === 1;
  return isCount ? { id, name } : undefined;
}
