import type { AnyBulkWriteOperation, ClientSession, Collection, Db, Document, IndexSpecification } from 'mongodb';
import { type Entities, NotRunnable } from './entities.ts';

type Arguments = Document & { session?: ClientSession };

/** Calls the node driver as an operation of a unified test says, and gives its result in the format's shape. */
export async function runOperation(operation: Document, entities: Entities): Promise<unknown> {
  const { object, name } = operation;
  const given: Arguments = { ...operation.arguments };
  if (typeof given.session === 'string') given.session = entities.session(given.session);
  if (object === 'testRunner') return runOnRunner(name, given, entities);
  if (object.startsWith('session')) return runOnSession(name, given, entities.session(object), entities);
  if (object.startsWith('database')) return runOnDatabase(name, given, entities.database(object));
  if (object.startsWith('collection')) return runOnCollection(name, given, entities.collection(object));
  throw new NotRunnable(`operations on ${object}`);
}

async function runOnCollection(name: string, given: Arguments, collection: Collection): Promise<unknown> {
  const run = COLLECTION_OPERATIONS[name];
  if (!run) throw new NotRunnable(`operation ${name}`);
  const result = await run(collection, given);
  if (typeof result !== 'object' || result === null) return result;
  return name === 'bulkWrite' || name === 'insertMany' ? plain(result) : result;
}

const COLLECTION_OPERATIONS: Record<string, (collection: Collection, given: Arguments) => Promise<unknown> | unknown> =
  {
    aggregate: (c, { pipeline, ...options }) => c.aggregate(pipeline, options).toArray(),
    bulkWrite: (c, { requests, ...options }) => c.bulkWrite(requests as AnyBulkWriteOperation[], options),
    count: (c, { filter, ...options }) => c.count(filter, options),
    countDocuments: (c, { filter, ...options }) => c.countDocuments(filter, options),
    createIndex: (c, { keys, ...options }) => c.createIndex(keys as IndexSpecification, options),
    deleteMany: (c, { filter, ...options }) => c.deleteMany(filter, options),
    deleteOne: (c, { filter, ...options }) => c.deleteOne(filter, options),
    distinct: (c, { fieldName, filter, ...options }) => c.distinct(fieldName, filter, options),
    estimatedDocumentCount: (c, options) => c.estimatedDocumentCount(options),
    find: (c, { filter, ...options }) => c.find(filter, options).toArray(),
    findOne: (c, { filter, ...options }) => c.findOne(filter, options),
    findOneAndDelete: (c, { filter, ...options }) => c.findOneAndDelete(filter, options),
    findOneAndReplace: (c, { filter, replacement, ...options }) =>
      c.findOneAndReplace(filter, replacement, lowered(options)),
    findOneAndUpdate: (c, { filter, update, ...options }) => c.findOneAndUpdate(filter, update, lowered(options)),
    insertMany: (c, { documents, ...options }) => c.insertMany(documents, options),
    insertOne: (c, { document, ...options }) => c.insertOne(document, options),
    replaceOne: (c, { filter, replacement, ...options }) => c.replaceOne(filter, replacement, options),
    updateMany: (c, { filter, update, ...options }) => c.updateMany(filter, update, options),
    updateOne: (c, { filter, update, ...options }) => c.updateOne(filter, update, options),
  };

async function runOnDatabase(name: string, given: Arguments, database: Db): Promise<unknown> {
  const { collection, pipeline, command, commandName: _, viewOn, readPreference: __, ...options } = given;
  if (name === 'aggregate') return database.aggregate(pipeline, options).toArray();
  if (name === 'createCollection')
    return database.createCollection(collection, { ...options, ...(viewOn && { viewOn }) });
  if (name === 'dropCollection') return database.dropCollection(collection, options);
  if (name === 'modifyCollection') return database.command({ collMod: collection, ...options });
  if (name === 'runCommand') return database.command(command, options);
  throw new NotRunnable(`operation ${name}`);
}

async function runOnSession(
  name: string,
  given: Arguments,
  session: ClientSession,
  entities: Entities,
): Promise<unknown> {
  if (name === 'startTransaction') return session.startTransaction(given);
  if (name === 'commitTransaction') return session.commitTransaction();
  if (name === 'abortTransaction') return session.abortTransaction();
  if (name === 'endSession') return session.endSession();
  if (name === 'withTransaction') {
    const { callback, ...options } = given;
    return session.withTransaction(async () => {
      // An error that a step expects still ends the callback, as it would in an application.
      for (const operation of callback) await runOperation(operation, entities);
    }, options);
  }
  throw new NotRunnable(`operation ${name}`);
}

async function runOnRunner(name: string, given: Arguments, entities: Entities): Promise<void> {
  if (name === 'createEntities') return entities.create(given.entities);
  // The state of the driver's own session object: nothing that a server decides.
  if (name === 'assertSessionTransactionState') return;
  const names: string[] = [];
  if (name === 'assertCollectionExists' || name === 'assertCollectionNotExists') {
    const client = entities.client('client0');
    for (const { name: found } of await client.db(given.databaseName).listCollections().toArray()) names.push(found);
    if (names.includes(given.collectionName) !== (name === 'assertCollectionExists')) throw new Error(name);
    return;
  }
  if (name === 'assertIndexExists' || name === 'assertIndexNotExists') {
    const collection = entities.client('client0').db(given.databaseName).collection(given.collectionName);
    const indexes = await collection.indexes().catch(() => []);
    const exists = indexes.some((index) => index.name === given.indexName);
    if (exists !== (name === 'assertIndexExists')) throw new Error(name);
    return;
  }
  throw new NotRunnable(`operation ${name}`);
}

/** The test format writes `returnDocument: "After"`, the driver takes `after`. */
function lowered(options: Document): Document {
  const { returnDocument } = options;
  return returnDocument ? { ...options, returnDocument: returnDocument.toLowerCase() } : options;
}

/** The driver's result classes keep their fields behind getters. */
function plain(result: object): Document {
  const names = [
    'insertedCount',
    'matchedCount',
    'modifiedCount',
    'deletedCount',
    'upsertedCount',
    'insertedIds',
    'upsertedIds',
  ];
  return Object.fromEntries(names.filter((name) => name in result).map((name) => [name, (result as Document)[name]]));
}
