import type { Filter } from '../query/filter.ts';
import type { Collection, FoundDocument } from '../storage/collection.ts';
import { insertDocument, replaceDocument } from '../storage/documents.ts';
import type { WritableView } from '../storage/view.ts';
import type { Update } from '../update/update.ts';
import { buildUpsert } from '../update/upsert.ts';
import { type Doc, encode } from '../values/document.ts';

/** Applies an update to a document that was found. Returns what it became. */
export function modifyDocument(
  view: WritableView,
  collection: Collection,
  found: FoundDocument,
  update: Update,
): { document: Doc; changed: boolean } {
  const result = update.apply(found.document);
  // Also what stays the same has been written, as far as transactions go.
  if (result.changed) replaceDocument(view, collection, found, result.document, Buffer.from(encode(result.document)));
  else view.claim('documents', collection.documentKey(found.record));
  return result;
}

/** Inserts what an upsert makes of a filter that nothing matched. */
export function insertUpsert(view: WritableView, collection: Collection, filter: Filter, update: Update): Doc {
  const document = buildUpsert(filter.root, update);
  insertDocument(view, collection, document, Buffer.from(encode(document)));
  return document;
}
