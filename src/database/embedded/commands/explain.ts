import { CommandError, notSupported } from '../errors.ts';
import { doc, type Plain } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import { explainPipeline } from './aggregate.ts';
import { Arguments } from './arguments.ts';
import { checkCollectionName, findCollection } from './collections.ts';
import type { CommandDefinition, Context } from './command.ts';
import { readDistinct } from './distinct.ts';
import { explainQuery } from './explain-query.ts';
import { readFind } from './find.ts';
import { readFindAndModify } from './find-and-modify.ts';
import { serverVersion } from './handshake.ts';
import { type Query, readQuery } from './query.ts';

/** Tells which index a command would use; with `executionStats` also how much it has to look at. Nothing is written. */
export const explain: CommandDefinition = {
  options: ['verbosity'],
  run(context): Reply {
    const command = context.arguments.document('explain');
    const [name = ''] = command.keys();
    const collectionName = command.get(name);
    if (typeof collectionName !== 'string')
      throw new CommandError('BadValue', 'explain needs a command on a collection');
    checkCollectionName(context.database, collectionName);
    const verbosity = context.arguments.optionalText('verbosity') ?? 'allPlansExecution';
    if (!['queryPlanner', 'executionStats', 'allPlansExecution'].includes(verbosity))
      throw new CommandError('FailedToParse', `verbosity ${verbosity} is unknown`);
    return doc({
      explainVersion: '1',
      ...explainCommand(context, name, collectionName, verbosity !== 'queryPlanner'),
      command,
      serverInfo: { host: context.server.address, version: serverVersion },
      ok: 1,
    });
  },
};

function explainCommand(
  context: Context,
  name: string,
  collectionName: string,
  run: boolean,
): { [name: string]: Plain } {
  const fields = new Arguments(name, context.arguments.document('explain'));
  if (name === 'aggregate') return explainPipeline(context, fields, collectionName, run);
  const query = readExplained(name, fields);
  return explainQuery(
    context,
    findCollection(context, collectionName),
    `${context.database}.${collectionName}`,
    query,
    run,
  );
}

function readExplained(name: string, fields: Arguments): Query {
  switch (name) {
    case 'find':
      return readFind(fields);
    case 'distinct':
      return readDistinct(fields);
    case 'count':
      return readQuery({
        filter: fields.optionalDocument('query'),
        hint: fields.value('hint'),
        collation: fields.optionalDocument('collation'),
      });
    case 'findAndModify':
    case 'findandmodify':
      return readFindAndModify(fields);
    case 'update':
      return readStatement(fields.statements('updates'), 'multi');
    case 'delete':
      return readStatement(fields.statements('deletes'), 'limit');
    default:
      throw notSupported(`explain of ${name}`);
  }
}

function readStatement([statement, ...others]: Arguments[], many: 'multi' | 'limit'): Query {
  if (!statement || others.length > 0)
    throw new CommandError('InvalidLength', 'explained write batches must be of size 1');
  const limit = many === 'multi' ? (statement.flag('multi') ? 0 : 1) : (statement.optionalNumber('limit') ?? 0);
  return readQuery({
    filter: statement.document('q'),
    hint: statement.value('hint'),
    collation: statement.optionalDocument('collation'),
    limit,
  });
}
