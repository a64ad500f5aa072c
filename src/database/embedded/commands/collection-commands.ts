import { Binary } from 'bson';
import { notSupported } from '../errors.ts';
import { indexPrefix } from '../index/entry.ts';
import { compileFilter } from '../query/filter.ts';
import { clearRange } from '../storage/clear.ts';
import type { Collection } from '../storage/collection.ts';
import { prefixRange } from '../storage/view.ts';
import { equal } from '../values/compare.ts';
import { type Doc, doc, encode } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import { answerAll } from './answer.ts';
import { collectionName, needCollection } from './collections.ts';
import type { CommandDefinition } from './command.ts';

/** `idIndex` says what is so anyway; mongorestore sends it. */
const usualIdIndex = doc({ v: 2, key: { _id: 1 }, name: '_id_' });

export const create: CommandDefinition = {
  inTransaction: true,
  async run(context): Promise<Reply> {
    const name = collectionName(context);
    for (const [option, value] of context.arguments.optionalDocument('idIndex') ?? [])
      if (option !== 'ns' && !equal(usualIdIndex.get(option), value)) throw notSupported(`an idIndex with ${option}`);
    // Asking for the same once more is no error, as in MongoDB.
    await needCollection(context, name);
    return doc({ ok: 1 });
  },
};

export const drop: CommandDefinition = {
  async run(context): Promise<Reply> {
    const { engine, database } = context;
    const collection = engine.catalog.find(database, collectionName(context));
    if (!collection) return doc({ ok: 1 });
    await engine.change(collection, (view) => {
      if (!collection.alive) return;
      clearRange(view, 'documents', collection.documents);
      for (const index of collection.indexes) clearRange(view, 'indexes', prefixRange(indexPrefix(index.id)));
      engine.catalog.remove(view, collection);
    });
    return doc({ nIndexesWas: collection.indexes.length, ns: collection.namespace, ok: 1 });
  },
};

export const listCollections: CommandDefinition = {
  run(context): Reply {
    const { engine, database, arguments: fields } = context;
    const nameOnly = fields.flag('nameOnly');
    const filter = compileFilter(fields.optionalDocument('filter') ?? new Map());
    const found = engine.catalog
      .list(database)
      .map((collection) => describe(collection, nameOnly))
      .filter((each) => filter.matches(each));
    return answerAll(context, `${database}.$cmd.listCollections`, found.map(encode));
  },
};

function describe(collection: Collection, nameOnly: boolean): Doc {
  if (nameOnly) return doc({ name: collection.name, type: 'collection' });
  const [idIndex] = collection.indexes;
  return doc({
    name: collection.name,
    type: 'collection',
    options: {},
    info: { readOnly: false, uuid: new Binary(collection.uuid, Binary.SUBTYPE_UUID) },
    idIndex: { v: 2, key: idIndex?.key, name: idIndex?.name },
  });
}

export const listDatabases: CommandDefinition = {
  run({ engine, arguments: fields }): Reply {
    const nameOnly = fields.flag('nameOnly');
    const filter = compileFilter(fields.optionalDocument('filter') ?? new Map());
    const names = [...new Set(engine.catalog.list().map((collection) => collection.database))];
    const databases = names.map((name) => {
      const sizeOnDisk = engine.catalog
        .list(name)
        .reduce((sum, each) => sum + engine.store.live.count('documents', each.documents), 0);
      return nameOnly ? doc({ name }) : doc({ name, sizeOnDisk, empty: sizeOnDisk === 0 });
    });
    return doc({ databases: databases.filter((each) => filter.matches(each)), ok: 1 });
  },
};
