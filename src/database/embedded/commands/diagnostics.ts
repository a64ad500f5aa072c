import { doc } from '../values/document.ts';
import { collectionName } from './collections.ts';
import type { CommandDefinition } from './command.ts';
import { serverVersion } from './handshake.ts';

export const ping: CommandDefinition = { open: true, run: () => doc({ ok: 1 }) };

export const buildInfo: CommandDefinition = {
  open: true,
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

export const serverStatus: CommandDefinition = {
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

export const collStats: CommandDefinition = {
  run(context) {
    const { engine, database } = context;
    const name = collectionName(context);
    const collection = engine.catalog.find(database, name);
    if (!collection) return doc({ ns: `${database}.${name}`, size: 0, count: 0, nindexes: 0, ok: 1 });
    const count = engine.store.live.count('documents', collection.documents);
    return doc({ ns: collection.namespace, count, capped: false, nindexes: collection.indexes.length, ok: 1 });
  },
};
