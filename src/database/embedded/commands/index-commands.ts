import { CommandError } from '../errors.ts';
import { type Index, type IndexDefinition, idIndexName } from '../index/definition.ts';
import { checkPartialFilter } from '../index/partial.ts';
import { noEffort } from '../index/plan.ts';
import { scan } from '../index/scan.ts';
import { readIndexSpecification } from '../index/specification.ts';
import type { Collection } from '../storage/collection.ts';
import { indexDocument } from '../storage/documents.ts';
import type { WritableView } from '../storage/view.ts';
import { equal } from '../values/compare.ts';
import { type Doc, doc, encode } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import { answerAll } from './answer.ts';
import { collectionName, findCollection, needCollection } from './collections.ts';
import type { CommandDefinition, Context } from './command.ts';

/** As many indexes as MongoDB allows one collection. */
const mostIndexes = 64;

export const createIndexes: CommandDefinition = {
  inTransaction: true,
  async run(context): Promise<Reply> {
    const specifications = context.arguments.optionalList('indexes') ?? [];
    if (specifications.length === 0) throw new CommandError('BadValue', 'Must specify at least one index to create');
    const definitions = specifications.map((each) => {
      if (!(each instanceof Map)) throw new CommandError('TypeMismatch', 'each index to create must be an object');
      return readIndexSpecification(each);
    });
    for (const { partialFilter } of definitions) if (partialFilter) checkPartialFilter(partialFilter);
    const isNew = !findCollection(context);
    const collection = await needCollection(context);
    const before = collection.indexes.length;
    const wanted = definitions.filter((definition) => !findSame(collection, definition));
    if (wanted.length > 0) {
      await change(context, collection, (view) => addIndexes(context, view, collection, wanted));
    }
    const after = collection.indexes.length;
    const note = after === before ? 'all indexes already exist' : undefined;
    return doc({
      numIndexesBefore: before,
      numIndexesAfter: after,
      createdCollectionAutomatically: isNew,
      note,
      ok: 1,
    });
  },
};

/** In a transaction only its own collections change: they are nobody else's yet. */
async function change(context: Context, collection: Collection, action: (view: WritableView) => void): Promise<void> {
  const { transaction, engine } = context;
  if (!transaction) return await engine.change(collection, action);
  if (!transaction.created.includes(collection)) {
    throw new CommandError(
      'OperationNotSupportedInTransaction',
      `Cannot create new indexes on existing collection ${collection.namespace} in a multi-document transaction.`,
    );
  }
  action(transaction);
}

/** The index that is already there; undefined when there is none. @throws CommandError 85, 86 for one that differs */
function findSame(collection: Collection, wanted: IndexDefinition): Index | undefined {
  const named = collection.indexes.find((index) => index.name === wanted.name);
  if (named) {
    if (sameKey(named, wanted) && sameOptions(named, wanted)) return named;
    throw new CommandError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Requested index: ${wanted.name}`,
    );
  }
  const twin = collection.indexes.find((index) => sameKey(index, wanted) && sameFilter(index, wanted));
  if (twin) throw new CommandError('IndexOptionsConflict', `Index already exists with a different name: ${twin.name}`);
  return undefined;
}

function sameKey(a: IndexDefinition, b: IndexDefinition): boolean {
  return (
    a.fields.length === b.fields.length &&
    a.fields.every((field, at) => field.path === b.fields[at]?.path && field.direction === b.fields[at]?.direction)
  );
}

function sameFilter(a: IndexDefinition, b: IndexDefinition): boolean {
  return equal(a.partialFilter, b.partialFilter);
}

function sameOptions(a: IndexDefinition, b: IndexDefinition): boolean {
  return sameFilter(a, b) && a.unique === b.unique && a.expireAfterSeconds === b.expireAfterSeconds;
}

/** Adds the indexes with an entry for each document there is; all of them or none. */
function addIndexes({ engine }: Context, view: WritableView, collection: Collection, wanted: IndexDefinition[]): void {
  const before = collection.indexes.length;
  try {
    if (before + wanted.length > mostIndexes)
      throw new CommandError('CannotCreateIndex', `add index fails, too many indexes for ${collection.namespace}`);
    const added = wanted.map((definition) => engine.catalog.addIndex(collection, definition));
    const search = { view, collection, effort: noEffort() };
    for (const found of scan(search, { kind: 'collection', backwards: false })) {
      for (const index of added) indexDocument(view, collection, index, found);
    }
    if (engine.catalog.find(collection.database, collection.name) === collection) engine.catalog.save(view, collection);
  } catch (error) {
    collection.indexes.length = before;
    throw error;
  }
}

export const listIndexes: CommandDefinition = {
  run(context): Reply {
    const { engine, database } = context;
    const collection = engine.catalog.find(database, collectionName(context));
    if (!collection)
      throw new CommandError('NamespaceNotFound', `ns does not exist: ${database}.${collectionName(context)}`);
    return answerAll(
      context,
      collection.namespace,
      collection.indexes.map((index) => encode(describe(index))),
    );
  },
};

function describe(index: Index): Doc {
  return doc({
    v: 2,
    key: index.key,
    name: index.name,
    unique: (index.unique && index.name !== idIndexName) || undefined,
    partialFilterExpression: index.partialFilter,
    expireAfterSeconds: index.expireAfterSeconds,
  });
}
