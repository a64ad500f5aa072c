import { ObjectId } from 'bson';
import { CommandError } from '../errors.ts';
import { insertDocument } from '../storage/documents.ts';
import { type Doc, encode, type Value } from '../values/document.ts';
import { checkStorable } from '../values/storable.ts';
import type { Reply } from '../wire/reply.ts';
import { needCollection } from './collections.ts';
import { type CommandDefinition, runWrite } from './command.ts';
import { runStatements } from './statements.ts';

interface NewDocument {
  document: Doc;
  bytes: Buffer;
}

export const insert: CommandDefinition = {
  inTransaction: true,
  retryable: true,
  async run(context): Promise<Reply> {
    const documents = context.arguments.payload('documents').map(
      ({ bytes, document }) =>
        () =>
          withId(document, bytes),
    );
    const collection = await needCollection(context);
    return await runWrite(context, (view) =>
      runStatements(context, documents, (prepare) => {
        const { document, bytes } = prepare();
        insertDocument(view, collection, document, bytes);
        return 1;
      }),
    );
  },
};

/** Stores a document as it came, or with its _id put first. */
function withId(document: Doc, bytes: Uint8Array): NewDocument {
  const id = document.get('_id');
  checkId(id);
  checkStorable(document);
  const [first] = document.keys();
  if (first === '_id') return { document, bytes: Buffer.from(bytes) };
  const complete: Doc = new Map([['_id', id ?? new ObjectId()], ...document]);
  return { document: complete, bytes: Buffer.from(encode(complete)) };
}

function checkId(id: Value | undefined): void {
  if (Array.isArray(id)) throw new CommandError('InvalidIdField', "The '_id' value cannot be of type array");
  if (id instanceof Map && [...id.keys()].some((name) => name.startsWith('$'))) {
    throw new CommandError('DollarPrefixedFieldName', "_id fields may not contain '$'-prefixed fields");
  }
}
