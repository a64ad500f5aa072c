import { Binary } from 'bson';
import { CommandError, notSupported } from '../errors.ts';
import { indexPrefix } from '../index/entry.ts';
import { compileFilter } from '../query/filter.ts';
import { clearRange } from '../storage/clear.ts';
import type { Collection } from '../storage/collection.ts';
import { prefixRange } from '../storage/view.ts';
import { equal } from '../values/compare.ts';
import { type Doc, doc, encode } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import { answerAll } from './answer.ts';
import { checkCollectionName, collectionName, needCollection } from './collections.ts';
import type { CommandDefinition, Context } from './command.ts';

/** Collection options that are refused by name unless they ask for nothing. */
const plainCollation = doc({ locale: 'simple' });

export const create: CommandDefinition = {
  options: ['capped', 'collation'],
  inTransaction: true,
  async run(context): Promise<Reply> {
    const { arguments: fields } = context;
    const name = collectionName(context);
    if (fields.flag('capped')) throw notSupported('a capped collection');
    const collation = fields.optionalDocument('collation');
    if (collation && !equal(collation, plainCollation)) throw notSupported('a collection with a collation');
    // Asking for the same once more is no error, as in MongoDB.
    await needCollection(context, name);
    return doc({ ok: 1 });
  },
};

export const drop: CommandDefinition = {
  options: [],
  async run(context): Promise<Reply> {
    const collection = context.engine.catalog.find(context.database, collectionName(context));
    if (!collection) return doc({ ok: 1 });
    await dropCollection(context, collection);
    return doc({ nIndexesWas: collection.indexes.length, ns: collection.namespace, ok: 1 });
  },
};

export const dropDatabase: CommandDefinition = {
  options: [],
  async run(context): Promise<Reply> {
    for (const collection of context.engine.catalog.list(context.database)) await dropCollection(context, collection);
    return doc({ dropped: context.database, ok: 1 });
  },
};

async function dropCollection({ engine, deadline }: Context, collection: Collection): Promise<void> {
  await engine.change(
    collection,
    (view) => {
      if (!collection.alive) return;
      clearRange(view, 'documents', collection.documents);
      for (const index of collection.indexes) clearRange(view, 'indexes', prefixRange(indexPrefix(index.id)));
      engine.catalog.remove(view, collection);
    },
    deadline,
  );
}

export const renameCollection: CommandDefinition = {
  options: ['to', 'dropTarget'],
  async run(context): Promise<Reply> {
    const { engine, arguments: fields } = context;
    const [from, to] = [parseNamespace(fields.text('renameCollection')), parseNamespace(fields.text('to'))];
    const collection = engine.catalog.find(...from);
    if (!collection) throw new CommandError('NamespaceNotFound', `Source collection ${from.join('.')} does not exist`);
    if (from.join('.') === to.join('.'))
      throw new CommandError('IllegalOperation', "Can't rename a collection to itself");
    const target = engine.catalog.find(...to);
    if (target && !fields.flag('dropTarget')) throw new CommandError('NamespaceExists', 'target namespace exists');
    if (target) await dropCollection(context, target);
    await engine.change(collection, (view) => engine.catalog.rename(view, collection, ...to), context.deadline);
    return doc({ ok: 1 });
  },
};

function parseNamespace(namespace: string): [string, string] {
  const dot = namespace.indexOf('.');
  const [database, name] = [namespace.slice(0, Math.max(dot, 0)), namespace.slice(dot + 1)];
  if (database === '') throw new CommandError('InvalidNamespace', `Invalid namespace specified '${namespace}'`);
  checkCollectionName(database, name);
  return [database, name];
}

export const listCollections: CommandDefinition = {
  options: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
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
  options: ['filter', 'nameOnly', 'authorizedDatabases'],
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
