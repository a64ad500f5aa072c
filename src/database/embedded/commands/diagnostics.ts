import { CommandError } from '../errors.ts';
import { doc } from '../values/document.ts';
import { collectionName } from './collections.ts';
import type { CommandDefinition } from './command.ts';
import { serverVersion } from './handshake.ts';

export const ping: CommandDefinition = { open: true, options: [], run: () => doc({ ok: 1 }) };

export const buildInfo: CommandDefinition = {
  open: true,
  options: [],
  run: () =>
    doc({
      version: serverVersion,
      versionArray: serverVersion.split('.').map(Number).concat(0),
      gitVersion: 'embedded',
      modules: ['foyer'],
      bits: 64,
      debug: false,
      maxBsonObjectSize: 16 * 1024 * 1024,
      storageEngines: ['lmdb'],
      ok: 1,
    }),
};

export const connectionStatus: CommandDefinition = {
  open: true,
  options: ['showPrivileges'],
  run({ client }) {
    const users = client.authenticated ? [{ user: 'foyer', db: 'admin' }] : [];
    const roles = client.authenticated ? [{ role: 'root', db: 'admin' }] : [];
    return doc({ authInfo: { authenticatedUsers: users, authenticatedUserRoles: roles }, ok: 1 });
  },
};

export const serverStatus: CommandDefinition = {
  options: ['repl', 'metrics', 'locks'],
  run: ({ server, engine }) =>
    doc({
      host: server.address,
      version: serverVersion,
      process: 'foyer',
      pid: process.pid,
      uptime: Math.floor(process.uptime()),
      localTime: new Date(),
      connections: { current: server.connections() },
      transactions: { currentOpen: engine.conflicts.openTransactions.size },
      metrics: {
        cursor: { open: { total: engine.cursors.size } },
        queryExecutor: { collectionScans: { total: engine.catalog.list().reduce((sum, { scans }) => sum + scans, 0) } },
      },
      mem: { resident: Math.round(process.memoryUsage.rss() / 2 ** 20) },
      storageEngine: { name: 'lmdb', persistent: true },
      ok: 1,
    }),
};

export const dbStats: CommandDefinition = {
  options: ['scale', 'freeStorage'],
  run({ engine, database }) {
    const collections = engine.catalog.list(database);
    const objects = collections.reduce((sum, each) => sum + engine.store.live.count('documents', each.documents), 0);
    const indexes = collections.reduce((sum, each) => sum + each.indexes.length, 0);
    return doc({ db: database, collections: collections.length, views: 0, objects, indexes, ok: 1 });
  },
};

export const collStats: CommandDefinition = {
  options: ['scale'],
  run(context) {
    const { engine, database } = context;
    const name = collectionName(context);
    const collection = engine.catalog.find(database, name);
    if (!collection) return doc({ ns: `${database}.${name}`, size: 0, count: 0, nindexes: 0, ok: 1 });
    const count = engine.store.live.count('documents', collection.documents);
    return doc({ ns: collection.namespace, count, capped: false, nindexes: collection.indexes.length, ok: 1 });
  },
};

/** Named, so that whoever asks knows that it is not a mistake. */
export const getParameter: CommandDefinition = {
  options: [],
  run() {
    throw new CommandError('NotImplemented', 'getParameter is not supported by the embedded database');
  },
};
