import { CommandError } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import { removeDocument } from '../storage/documents.ts';
import type { WritableView } from '../storage/view.ts';
import { type Doc, doc, type Plain } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import type { Arguments } from './arguments.ts';
import { findCollection, needCollection } from './collections.ts';
import { type CommandDefinition, runWrite } from './command.ts';
import { insertUpsert, modifyDocument } from './modify.ts';
import { type Query, readQuery, runQuery } from './query.ts';
import { readUpdate } from './update.ts';

/** What became of it: the document to answer with, and `lastErrorObject`. */
interface Outcome {
  value: Doc | null;
  last: { [name: string]: Plain };
}

export const findAndModify: CommandDefinition = {
  inTransaction: true,
  retryable: true,
  async run(context): Promise<Reply> {
    const { arguments: fields } = context;
    const query = readQuery({
      filter: fields.optionalDocument('query'),
      sort: fields.optionalDocument('sort'),
      limit: 1,
    });
    const modify = fields.flag('remove') ? remover(fields, query) : updater(fields, query);
    if (fields.flag('upsert')) await needCollection(context);
    return await runWrite(context, (view) => {
      const collection = findCollection(context);
      const { value, last } = collection ? modify(view, collection) : nothing;
      return doc({ lastErrorObject: last, value, ok: 1 });
    });
  },
};

const nothing: Outcome = { value: null, last: { n: 0, updatedExisting: false } };

type Modify = (view: WritableView, collection: Collection) => Outcome;

function remover(fields: Arguments, query: Query): Modify {
  if (fields.value('update') !== undefined || fields.flag('upsert') || fields.flag('new')) {
    throw new CommandError('FailedToParse', "Cannot specify 'update', 'upsert' or 'new' along with 'remove'");
  }
  return (view, collection) => {
    const [found] = runQuery(view, collection, query).documents;
    if (!found) return { value: null, last: { n: 0 } };
    removeDocument(view, collection, found);
    return { value: found.document, last: { n: 1 } };
  };
}

function updater(fields: Arguments, query: Query): Modify {
  if (fields.value('update') === undefined)
    throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified');
  const update = readUpdate(fields, 'update');
  const returnsNew = fields.flag('new');
  return (view, collection) => {
    const [found] = runQuery(view, collection, query).documents;
    if (found) {
      const { document } = modifyDocument(view, collection, found, update);
      return { value: returnsNew ? document : found.document, last: { n: 1, updatedExisting: true } };
    }
    if (!fields.flag('upsert')) return nothing;
    const document = insertUpsert(view, collection, query.filter, update);
    return {
      value: returnsNew ? document : null,
      last: { n: 1, updatedExisting: false, upserted: document.get('_id') },
    };
  };
}
