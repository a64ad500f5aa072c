import { CommandError } from '../errors.ts';
import type { Index } from '../index/definition.ts';
import { duplicateKey } from '../index/duplicate-key.ts';
import { type EntryKey, entryKey, storedKey, storedValue } from '../index/entry.ts';
import { extract, type KeyTuple } from '../index/extract.ts';
import { isInPartialIndex } from '../index/partial.ts';
import type { Doc } from '../values/document.ts';
import type { Collection, FoundDocument } from './collection.ts';
import type { WritableView } from './view.ts';

/** Largest document in bytes: what `hello` announces as maxBsonObjectSize. */
export const maxDocumentBytes = 16 * 1024 * 1024;

/** One entry that a document has in an index. */
interface IndexEntry {
  key: EntryKey;
  tuple: KeyTuple;
}

/**
 * Adds a document and its index entries. Everything is checked before anything is written.
 * @throws CommandError 11000 when a unique index has its key, 10334 when it is too large
 */
export function insertDocument(view: WritableView, collection: Collection, document: Doc, bytes: Buffer): void {
  checkSize(bytes);
  const record = collection.newRecord();
  const entries = collection.indexes.map((index) => entriesOf(collection, index, document));
  for (const [at, index] of collection.indexes.entries())
    claimUnique(view, collection, index, entries[at] ?? new Map());
  view.put('documents', collection.documentKey(record), bytes);
  for (const [at, index] of collection.indexes.entries()) putEntries(view, index, entries[at] ?? new Map(), record);
}

/** Replaces a document by its next form; only index entries that differ are touched. Throws as `insertDocument`. */
export function replaceDocument(
  view: WritableView,
  collection: Collection,
  before: FoundDocument,
  after: Doc,
  bytes: Buffer,
): void {
  checkSize(bytes);
  const key = collection.documentKey(before.record);
  view.claim('documents', key);
  const changes = collection.indexes.map((index) => {
    const old = entriesOf(collection, index, before.document);
    const fresh = entriesOf(collection, index, after);
    for (const name of [...old.keys()]) if (fresh.delete(name)) old.delete(name);
    return { index, old, fresh };
  });
  for (const { index, old, fresh } of changes) {
    claimGone(view, index, old);
    claimUnique(view, collection, index, fresh);
  }
  view.put('documents', key, bytes);
  for (const { index, old, fresh } of changes) {
    removeEntries(view, index, old, before.record);
    putEntries(view, index, fresh, before.record);
  }
}

/** Removes a document and its index entries. */
export function removeDocument(view: WritableView, collection: Collection, stored: FoundDocument): void {
  const key = collection.documentKey(stored.record);
  view.claim('documents', key);
  const entries = collection.indexes.map((index) => entriesOf(collection, index, stored.document));
  for (const [at, index] of collection.indexes.entries()) claimGone(view, index, entries[at] ?? new Map());
  view.remove('documents', key);
  for (const [at, index] of collection.indexes.entries()) {
    removeEntries(view, index, entries[at] ?? new Map(), stored.record);
  }
}

/** Adds one document's entries to one index: for an index built over existing documents. */
export function indexDocument(view: WritableView, collection: Collection, index: Index, stored: FoundDocument): void {
  const entries = entriesOf(collection, index, stored.document);
  claimUnique(view, collection, index, entries);
  putEntries(view, index, entries, stored.record);
}

/** Entries by their key, so that an element that an array has twice counts once. */
function entriesOf(collection: Collection, index: Index, document: Doc): Map<string, IndexEntry> {
  const entries = new Map<string, IndexEntry>();
  if (!isInPartialIndex(index, document)) return entries;
  const { tuples, multikey } = extract(index, document);
  for (const tuple of tuples) {
    const key = entryKey(index, tuple);
    entries.set(key.bytes.toString('latin1'), { key, tuple });
    if (key.long && !index.hasLongKeys) {
      index.hasLongKeys = true;
      collection.marksChanged = true;
    }
  }
  for (const [field, isArray] of multikey.entries()) {
    if (!isArray || index.multikey[field]) continue;
    index.multikey[field] = true;
    collection.marksChanged = true;
  }
  return entries;
}

function claimUnique(view: WritableView, collection: Collection, index: Index, entries: Map<string, IndexEntry>): void {
  if (!index.unique) return;
  for (const { key, tuple } of entries.values()) {
    view.claim('indexes', key.bytes);
    if (view.get('indexes', key.bytes)) throw duplicateKey(collection.namespace, index, tuple);
  }
}

function claimGone(view: WritableView, index: Index, entries: Map<string, IndexEntry>): void {
  if (!index.unique) return;
  for (const { key } of entries.values()) view.claim('indexes', key.bytes);
}

function putEntries(view: WritableView, index: Index, entries: Map<string, IndexEntry>, record: Buffer): void {
  for (const { key } of entries.values())
    view.put('indexes', storedKey(index, key, record), storedValue(index, record));
}

function removeEntries(view: WritableView, index: Index, entries: Map<string, IndexEntry>, record: Buffer): void {
  for (const { key } of entries.values()) view.remove('indexes', storedKey(index, key, record));
}

function checkSize(bytes: Buffer): void {
  if (bytes.length <= maxDocumentBytes) return;
  throw new CommandError(
    'BSONObjectTooLarge',
    `object to insert too large. size in bytes: ${bytes.length}, max size: ${maxDocumentBytes}`,
  );
}
