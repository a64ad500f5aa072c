import { CommandError } from '../errors.ts';
import { compileProjection, type Transform } from '../query/projection.ts';
import type { FoundDocument } from '../storage/collection.ts';
import { encode } from '../values/document.ts';
import { cursorReply, type Reply } from '../wire/reply.ts';
import { answerCursor } from './answer.ts';
import type { Arguments } from './arguments.ts';
import { collectionName, findCollection } from './collections.ts';
import type { CommandDefinition } from './command.ts';
import { type Query, readQuery, runQuery } from './query.ts';

export const find: CommandDefinition = {
  inTransaction: true,
  run(context): Reply {
    const { arguments: fields, database, view } = context;
    const query = readFind(fields);
    const projection = fields.optionalDocument('projection');
    const project = projection && projection.size > 0 ? compileProjection(projection) : undefined;
    const collection = findCollection(context);
    if (!collection) return cursorReply('firstBatch', [], 0n, `${database}.${collectionName(context)}`);
    const { documents } = runQuery(view, collection, query);
    return answerCursor(context, collection.namespace, projected(documents, project), {
      collection,
      batchSize: fields.optionalCount('batchSize'),
      single: fields.flag('singleBatch'),
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
    skip: fields.optionalCount('skip'),
    limit,
  });
}

/** A document that is wanted as it is goes out in the very bytes that are stored. */
function* projected(documents: Iterable<FoundDocument>, project: Transform | undefined): Generator<Uint8Array> {
  for (const each of documents) yield project ? encode(project(each.document)) : each.bytes;
}
