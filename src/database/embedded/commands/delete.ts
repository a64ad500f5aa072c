import { CommandError } from '../errors.ts';
import { removeDocument } from '../storage/documents.ts';
import type { Reply } from '../wire/reply.ts';
import type { Arguments } from './arguments.ts';
import { findCollection } from './collections.ts';
import { type CommandDefinition, runWrite } from './command.ts';
import { type Query, readQuery, runQuery } from './query.ts';
import { runStatements } from './statements.ts';

export const deleteCommand: CommandDefinition = {
  inTransaction: true,
  retryable: true,
  async run(context): Promise<Reply> {
    const statements = context.arguments.statements('deletes');
    return await runWrite(context, (view) =>
      runStatements(context, statements, (statement) => {
        const query = readDelete(statement);
        const collection = findCollection(context);
        if (!collection) return 0;
        // All are found before the first is removed, so that removing does not disturb the search.
        const found = [...runQuery(view, collection, query).documents];
        for (const each of found) removeDocument(view, collection, each);
        return found.length;
      }),
    );
  },
};

function readDelete(statement: Arguments): Query {
  const limit = statement.optionalNumber('limit');
  if (limit !== 0 && limit !== 1)
    throw new CommandError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  return readQuery({ filter: statement.document('q'), limit });
}
