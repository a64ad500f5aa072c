import type { CommandName } from '../door.ts';
import { aggregate } from './aggregate.ts';
import { create, drop, listCollections, listDatabases } from './collection-commands.ts';
import type { CommandDefinition } from './command.ts';
import { compact } from './compact.ts';
import { count } from './count.ts';
import { getMore, killCursors } from './cursor-commands.ts';
import { deleteCommand } from './delete.ts';
import { buildInfo, collStats, ping, serverStatus } from './diagnostics.ts';
import { distinct } from './distinct.ts';
import { explain } from './explain.ts';
import { find } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import { hello, saslContinue } from './handshake.ts';
import { createIndexes, listIndexes } from './index-commands.ts';
import { insert } from './insert.ts';
import { abortTransaction, commitTransaction, endSessions } from './transactions.ts';
import { updateCommand } from './update.ts';

/** What does each command of the allow-list. */
export const commands: Record<CommandName, CommandDefinition> = {
  abortTransaction,
  aggregate,
  buildInfo,
  collStats,
  commitTransaction,
  compact,
  count,
  create,
  createIndexes,
  delete: deleteCommand,
  distinct,
  drop,
  endSessions,
  explain,
  find,
  findAndModify,
  getMore,
  hello,
  insert,
  isMaster: hello,
  ismaster: hello,
  killCursors,
  listCollections,
  listDatabases,
  listIndexes,
  ping,
  saslContinue,
  serverStatus,
  update: updateCommand,
};
