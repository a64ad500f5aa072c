import { compilePipeline, type Pipeline, type Sources } from '../aggregate/pipeline.ts';
import { CommandError, notSupported } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import { parseCollation } from '../values/collation.ts';
import { type Doc, doc, encode, isDoc, type Plain, type Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';
import type { Reply } from '../wire/reply.ts';
import { answerCursor, batchSizeOf } from './answer.ts';
import type { Arguments } from './arguments.ts';
import { collectionName, findCollection } from './collections.ts';
import type { CommandDefinition, Context } from './command.ts';
import { countMatches } from './count.ts';
import { explainQuery } from './explain-query.ts';
import { type Query, runQuery } from './query.ts';
import { TimeLimit } from './time-limit.ts';
import { readVariables } from './variables.ts';

export const aggregate: CommandDefinition = {
  options: ['pipeline', 'cursor', 'explain', 'allowDiskUse', 'hint', 'collation', 'let', 'bypassDocumentValidation'],
  inTransaction: true,
  run(context): Reply {
    const { arguments: fields } = context;
    if (isNumber(fields.value('aggregate'))) throw notSupported('an aggregation on a database instead of a collection');
    const name = collectionName(context);
    if (fields.flag('explain')) return doc({ ...explainPipeline(context, fields, name, false), ok: 1 });
    if (fields.value('cursor') === undefined)
      throw new CommandError(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    const time = new TimeLimit(fields.optionalNumber('maxTimeMS'));
    const { pipeline, query, done } = readPipeline(context, fields, time);
    const collection = findCollection(context, name);
    const results = runPipeline(context, collection, pipeline, query, done, time);
    return answerCursor(context, `${context.database}.${name}`, results, {
      collection,
      time,
      batchSize: batchSizeOf(fields),
    });
  },
};

interface Ready {
  pipeline: Pipeline;
  /** what of the pipeline's beginning is served by a plan */
  query: Query;
  /** how many stages that are */
  done: number;
}

function readPipeline(context: Context, fields: Arguments, time: TimeLimit): Ready {
  const collation = parseCollation(fields.optionalDocument('collation'));
  const pipeline = compilePipeline(fields.value('pipeline') ?? null, {
    collation,
    variables: readVariables(fields),
    deadline: time,
    sources: sourcesOf(context, time),
  });
  const { match, sort, window } = pipeline.leading;
  const query = {
    filter: match.filter,
    sort: sort?.sort,
    hint: fields.value('hint'),
    collation,
    skip: window?.skip ?? 0,
    limit: window?.limit ?? Infinity,
  };
  return { pipeline, query, done: (window ?? sort ?? match).done };
}

/** How stages read other collections: by plans of their own. */
function sourcesOf(context: Context, time: TimeLimit): Sources {
  return {
    *find(name, filter, { collation }) {
      const collection = findCollection(context, name);
      if (!collection) return;
      const query = { filter, sort: undefined, hint: undefined, collation, skip: 0, limit: Infinity };
      for (const { document } of runQuery(context.view, collection, query, time).documents) yield document;
    },
  };
}

function* runPipeline(
  context: Context,
  collection: Collection | undefined,
  pipeline: Pipeline,
  query: Query,
  done: number,
  time: TimeLimit,
): Generator<Uint8Array> {
  const counted = countedField(context.arguments, pipeline, done);
  if (counted && collection && query.limit === Infinity && query.skip === 0) {
    const n = countMatches(context.view, collection, query, time);
    if (n > 0) yield encode(doc({ ...counted.id, [counted.name]: n }));
    return;
  }
  const documents = collection ? runQuery(context.view, collection, query, time).documents : [];
  if (done === pipeline.stages.length) for (const { bytes } of documents) yield bytes;
  else for (const document of pipeline.run(decoded(documents), done)) yield encode(document);
}

function* decoded(documents: Iterable<{ document: Doc }>): Generator<Doc> {
  for (const { document } of documents) yield document;
}

/** A pipeline that only counts, as `countDocuments` sends it (`$group` by a constant, `$sum: 1`), or by `$count`. */
function countedField(
  fields: Arguments,
  pipeline: Pipeline,
  done: number,
): { id: { [name: string]: Plain }; name: string } | undefined {
  if (done !== pipeline.stages.length - 1 || pipeline.leading.sort) return undefined;
  const stage = fields.optionalList('pipeline')?.at(-1);
  if (!isDoc(stage)) return undefined;
  const name = stage.get('$count');
  if (typeof name === 'string') return { id: {}, name };
  const group = stage.get('$group');
  if (!isDoc(group) || group.size !== 2) return undefined;
  const [[idName, id], [field, accumulator]] = [...group] as [[string, Value], [string, Value]];
  const isOne =
    isDoc(accumulator) &&
    accumulator.size === 1 &&
    isNumber(accumulator.get('$sum')) &&
    Number(accumulator.get('$sum')) === 1;
  return idName === '_id' && (isNumber(id) || id === null) && isOne ? { id: { _id: id }, name: field } : undefined;
}

/** What `explain` says of a pipeline: the plan that serves its beginning, and the stages behind that. */
export function explainPipeline(
  context: Context,
  fields: Arguments,
  name: string,
  run: boolean,
): { [name: string]: Plain } {
  const { pipeline, query, done } = readPipeline(context, fields, new TimeLimit(fields.optionalNumber('maxTimeMS')));
  const collection = findCollection(context, name);
  const explained = explainQuery(context, collection, `${context.database}.${name}`, query, run);
  if (done === pipeline.stages.length) return explained;
  const rest = fields.optionalList('pipeline')?.slice(done) ?? [];
  return { stages: [{ $cursor: explained }, ...rest] };
}
