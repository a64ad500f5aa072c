import { CommandError, notSupported } from '../errors.ts';
import type { FoundDocument } from '../storage/collection.ts';
import { type Doc, encode } from '../values/document.ts';
import { cursorReply, type Reply } from '../wire/reply.ts';
import { answerCursor } from './answer.ts';
import type { Arguments } from './arguments.ts';
import { collectionName, findCollection } from './collections.ts';
import type { CommandDefinition } from './command.ts';
import { compileProjectionOf } from './projection.ts';
import { type Query, readQuery, runQuery } from './query.ts';
import { TimeLimit } from './time-limit.ts';
import { readVariables } from './variables.ts';

/** Flags that are taken only when they ask for nothing. */
const refusedFlags = ['tailable', 'awaitData', 'oplogReplay', 'returnKey', 'showRecordId'];

export const find: CommandDefinition = {
  options: [
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'noCursorTimeout',
    'allowPartialResults',
    'allowDiskUse',
    'collation',
    'let',
    ...refusedFlags,
  ],
  inTransaction: true,
  run(context): Reply {
    const { arguments: fields, database, view } = context;
    for (const flag of refusedFlags) if (fields.flag(flag)) throw notSupported(`the option find.${flag}`);
    const query = readFind(fields);
    const project = compileProjectionOf(fields.optionalDocument('projection'), query, readVariables(fields));
    const collection = findCollection(context);
    if (!collection) return cursorReply('firstBatch', [], 0n, `${database}.${collectionName(context)}`);
    const time = new TimeLimit(fields.optionalNumber('maxTimeMS'));
    const { documents } = runQuery(view, collection, query, time);
    return answerCursor(context, collection.namespace, projected(documents, project), {
      collection,
      time,
      batchSize: fields.optionalCount('batchSize'),
      single: fields.flag('singleBatch'),
      rests: fields.flag('noCursorTimeout'),
    });
  },
};

/** The query of `find` and of what explains it. */
export function readFind(fields: Arguments): Query {
  const limit = fields.optionalNumber('limit') ?? 0;
  if (limit < 0) throw new CommandError('BadValue', 'limit must not be negative');
  return readQuery({
    filter: fields.optionalDocument('filter'),
    sort: fields.optionalDocument('sort'),
    hint: fields.value('hint'),
    collation: fields.optionalDocument('collation'),
    variables: readVariables(fields),
    skip: fields.optionalCount('skip'),
    limit,
  });
}

/** A document that is wanted as it is goes out in the very bytes that are stored. */
function* projected(
  documents: Iterable<FoundDocument>,
  project: ((document: Doc) => Doc) | undefined,
): Generator<Uint8Array> {
  for (const each of documents) yield project ? encode(project(each.document)) : each.bytes;
}
