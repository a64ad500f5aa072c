import { randomBytes } from 'node:crypto';
import { Binary } from 'bson';
import { type Index, type IndexDefinition, idIndexName } from '../index/definition.ts';
import { indexFromDocument, indexToDocument } from '../index/stored-definition.ts';
import { type Doc, decode, doc, encode, type Value } from '../values/document.ts';
import { Collection, lastRecordOf } from './collection.ts';
import { prefixRange, type View, type WritableView } from './view.ts';

const prefix = Buffer.from('collection:');

/** Which collections and indexes there are: in memory for use, in the system table for the next start. */
export class Catalog {
  #collections = new Map<string, Collection>();
  #lastId = 0;

  /** Reads everything anew: at the start, and after a commit that failed. */
  load(view: View): void {
    for (const collection of this.#collections.values()) collection.alive = false;
    this.#collections = new Map();
    for (const { value } of view.range('system', prefixRange(prefix), 1_000_000)) {
      const collection = fromDocument(view, decode(value));
      this.#collections.set(collection.namespace, collection);
      this.#lastId = Math.max(this.#lastId, collection.id, ...collection.indexes.map((index) => index.id));
    }
  }

  find(database: string, name: string): Collection | undefined {
    return this.#collections.get(`${database}.${name}`);
  }

  /** All collections of one database, or of all, by name. */
  list(database?: string): Collection[] {
    return [...this.#collections.values()]
      .filter((collection) => database === undefined || collection.database === database)
      .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  }

  /** Makes an empty collection with its _id index, which nobody else finds before `add`. */
  prepare(database: string, name: string): Collection {
    const idIndex = this.#newIndex({
      name: idIndexName,
      key: doc({ _id: 1 }),
      fields: [{ path: '_id', parts: ['_id'], direction: 1 }],
      unique: true,
    });
    return new Collection({ database, name, id: ++this.#lastId, uuid: newUuid(), indexes: [idIndex], lastRecord: 0n });
  }

  /** Puts a collection on the list. To be called within a write. */
  add(view: WritableView, collection: Collection): void {
    this.save(view, collection);
    this.#collections.set(collection.namespace, collection);
  }

  /** Adds an index without entries; whoever calls fills it. To be called within a write. */
  addIndex(collection: Collection, definition: IndexDefinition): Index {
    const index = this.#newIndex(definition);
    collection.indexes.push(index);
    return index;
  }

  /** Takes the collection off the list. Its documents and entries are removed by whoever calls. */
  remove(view: WritableView, collection: Collection): void {
    view.remove('system', storedName(collection.namespace));
    this.#collections.delete(collection.namespace);
    collection.alive = false;
  }

  save(view: WritableView, collection: Collection): void {
    view.put('system', storedName(collection.namespace), Buffer.from(encode(toDocument(collection))));
    collection.marksChanged = false;
  }

  /** Stores the marks of indexes that changed since they were last stored. */
  saveMarks(view: WritableView): void {
    for (const collection of this.#collections.values()) if (collection.marksChanged) this.save(view, collection);
  }

  #newIndex(definition: IndexDefinition): Index {
    return { ...definition, id: ++this.#lastId, multikey: definition.fields.map(() => false), hasLongKeys: false };
  }
}

function storedName(namespace: string): Buffer {
  return Buffer.concat([prefix, Buffer.from(namespace)]);
}

function toDocument(collection: Collection): Doc {
  const { database, name, id, uuid } = collection;
  return doc({
    database,
    name,
    id,
    uuid: new Binary(uuid, Binary.SUBTYPE_UUID),
    indexes: collection.indexes.map(indexToDocument),
  });
}

function fromDocument(view: View, stored: Doc): Collection {
  const id = Number(stored.get('id'));
  const uuid = stored.get('uuid');
  return new Collection({
    database: String(stored.get('database')),
    name: String(stored.get('name')),
    id,
    uuid: uuid instanceof Binary ? Buffer.from(uuid.buffer) : newUuid(),
    indexes: listOf(stored.get('indexes')).map(indexFromDocument),
    lastRecord: lastRecordOf(view, id),
  });
}

function listOf(value: Value | undefined): Doc[] {
  return Array.isArray(value) ? value.filter((each) => each instanceof Map) : [];
}

function newUuid(): Buffer {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}
