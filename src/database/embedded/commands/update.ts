import { CommandError } from '../errors.ts';
import { type Collection, FoundDocument } from '../storage/collection.ts';
import type { WritableView } from '../storage/view.ts';
import { compileUpdate, type Update } from '../update/update.ts';
import { type Doc, doc, isDoc } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import type { Arguments } from './arguments.ts';
import { findCollection, needCollection } from './collections.ts';
import { type CommandDefinition, runWrite } from './command.ts';
import { insertUpsert, modifyDocument } from './modify.ts';
import { type Query, readQuery, runQuery } from './query.ts';
import { runStatements } from './statements.ts';

export const updateCommand: CommandDefinition = {
  inTransaction: true,
  retryable: true,
  async run(context): Promise<Reply> {
    const statements = context.arguments.statements('updates');
    if (statements.some((statement) => statement.flag('upsert'))) await needCollection(context);
    return await runWrite(context, (view) => {
      let nModified = 0;
      const upserted: Doc[] = [];
      const runOne = (statement: Arguments, index: number) => {
        const { query, update } = readStatement(statement);
        const collection = findCollection(context);
        if (!collection) return 0;
        const result = updateMatches(view, collection, query, update);
        nModified += result.modified;
        if (result.matched > 0 || !statement.flag('upsert')) return result.matched;
        upserted.push(doc({ index, _id: insertUpsert(view, collection, query.filter, update).get('_id') }));
        return 1;
      };
      return runStatements(context, statements, runOne, () => ({
        nModified,
        upserted: upserted.length > 0 ? upserted : undefined,
      }));
    });
  },
};

function readStatement(statement: Arguments): { query: Query; update: Update } {
  const multi = statement.flag('multi');
  const query = readQuery({ filter: statement.document('q'), limit: multi ? 0 : 1 });
  const update = readUpdate(statement, 'u');
  if (multi && update.kind === 'replacement')
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  return { query, update };
}

/** An update: a document or a pipeline. */
export function readUpdate(fields: Arguments, name: string): Update {
  const update = fields.value(name);
  if (isDoc(update) || Array.isArray(update)) return compileUpdate(update);
  throw new CommandError('FailedToParse', 'Update argument must be either an object or an array');
}

/** All are found before the first is changed, so that changes do not bring a document into view again. */
function updateMatches(view: WritableView, collection: Collection, query: Query, update: Update) {
  const records = Array.from(runQuery(view, collection, query).documents, ({ record }) => record);
  let modified = 0;
  for (const record of records) {
    const bytes = view.get('documents', collection.documentKey(record));
    if (bytes && modifyDocument(view, collection, new FoundDocument(record, bytes), update).changed) modified++;
  }
  return { matched: records.length, modified };
}
