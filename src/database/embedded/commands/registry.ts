import { aggregate } from './aggregate.ts';
import { create, drop, dropDatabase, listCollections, listDatabases, renameCollection } from './collection-commands.ts';
import type { CommandDefinition } from './command.ts';
import { compact } from './compact.ts';
import { count } from './count.ts';
import { getMore, killCursors } from './cursor-commands.ts';
import { deleteCommand } from './delete.ts';
import { buildInfo, collStats, connectionStatus, dbStats, getParameter, ping, serverStatus } from './diagnostics.ts';
import { distinct } from './distinct.ts';
import { explain } from './explain.ts';
import { find } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import { hello, logout, saslContinue, saslStart } from './handshake.ts';
import { createIndexes, dropIndexes, listIndexes } from './index-commands.ts';
import { insert } from './insert.ts';
import { abortTransaction, commitTransaction, endSessions, refreshSessions } from './transactions.ts';
import { updateCommand } from './update.ts';

/** Everything that is spoken, by name. */
export const commands: Record<string, CommandDefinition> = {
  abortTransaction,
  aggregate,
  buildInfo,
  buildinfo: buildInfo,
  collStats,
  commitTransaction,
  compact,
  connectionStatus,
  create,
  createIndexes,
  count,
  dbStats,
  delete: deleteCommand,
  distinct,
  drop,
  dropDatabase,
  dropIndexes,
  endSessions,
  explain,
  find,
  findAndModify,
  findandmodify: findAndModify,
  getMore,
  getParameter,
  hello,
  insert,
  isMaster: hello,
  ismaster: hello,
  killCursors,
  killSessions: endSessions,
  listCollections,
  listDatabases,
  listIndexes,
  logout,
  ping,
  refreshSessions,
  renameCollection,
  saslContinue,
  saslStart,
  serverStatus,
  update: updateCommand,
};
