import { CommandError } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { Context } from './command.ts';

/** The name of the collection that a command is about: the value of its first field. */
export function collectionName(context: Context): string {
  const name = context.arguments.value(context.name);
  if (typeof name !== 'string')
    throw new CommandError('InvalidNamespace', `collection name has invalid type in ${context.name}`);
  checkCollectionName(context.database, name);
  return name;
}

export function checkCollectionName(database: string, name: string): void {
  const wrong =
    name === '' || name.includes('$') || name.includes('\0') || name.startsWith('.') || name.startsWith('system.');
  if (wrong || Buffer.byteLength(`${database}.${name}`) > 255) {
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${database}.${name}'`);
  }
}

/** The collection of a read or a write; undefined when there is none. */
export function findCollection(context: Context, name = collectionName(context)): Collection | undefined {
  const { transaction, engine, database } = context;
  const own = transaction?.created.find((each) => each.database === database && each.name === name);
  const collection = own ?? engine.catalog.find(database, name);
  if (!collection || !transaction) return collection;
  if (collection.changedAt > transaction.snapshotAt) {
    const message = `${collection.namespace} has changed its indexes since the transaction began`;
    throw new CommandError('SnapshotUnavailable', message, { labels: ['TransientTransactionError'] });
  }
  transaction.collections.add(collection);
  return collection;
}

/** The collection to write to, made when there is none: within a transaction, as a part of that. */
export async function needCollection(context: Context, name = collectionName(context)): Promise<Collection> {
  const { engine, database, transaction } = context;
  const known = findCollection(context, name);
  if (known) return known;
  if (!transaction) return await engine.createCollection(database, name);
  const created = engine.catalog.prepare(database, name);
  transaction.created.push(created);
  return created;
}
