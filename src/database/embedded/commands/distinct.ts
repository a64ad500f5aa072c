import type { Index } from '../index/definition.ts';
import { indexPrefix, recordOf, valuesOf } from '../index/entry.ts';
import { type Collection, FoundDocument } from '../storage/collection.ts';
import { afterPrefix, prefixRange, type View } from '../storage/view.ts';
import type { Value } from '../values/document.ts';
import { doc } from '../values/document.ts';
import { identityKey } from '../values/identity.ts';
import { splitPath, visit } from '../values/path.ts';
import type { Reply } from '../wire/reply.ts';
import { findCollection } from './collections.ts';
import type { CommandDefinition } from './command.ts';
import { readQuery, runQuery } from './query.ts';

export const distinct: CommandDefinition = {
  inTransaction: true,
  run(context): Reply {
    const { arguments: fields, view } = context;
    const path = fields.text('key');
    const filter = fields.optionalDocument('query');
    const query = readQuery({ filter });
    const collection = findCollection(context);
    if (!collection) return doc({ values: [], ok: 1 });
    const index = filter?.size ? undefined : indexOn(collection, path);
    const documents = index ? oneForEachKey(view, collection, index) : runQuery(view, collection, query).documents;
    return doc({ values: valuesAt(documents, path), ok: 1 });
  },
};

/** An index that has an entry for each value of the path. */
function indexOn(collection: Collection, path: string): Index | undefined {
  return collection.indexes.find((index) => index.fields[0]?.path === path && !index.partialFilter);
}

/** Leaps from one indexed value to the next, so that each is looked at once however many documents have it. */
function* oneForEachKey(view: View, collection: Collection, index: Index): Generator<FoundDocument> {
  const range = prefixRange(indexPrefix(index.id));
  for (;;) {
    const [entry] = view.range('indexes', range, 1);
    if (!entry) return;
    const record = recordOf(index, entry.key, entry.value);
    const bytes = view.get('documents', collection.documentKey(record));
    if (bytes) yield new FoundDocument(record, bytes);
    range.low = afterPrefix(valuesOf(index, entry.key));
  }
}

/** The different values at the path; of an array its elements. */
function valuesAt(documents: Iterable<FoundDocument>, path: string): Value[] {
  const values = new Map<string, Value>();
  const note = (value: Value) => {
    const key = identityKey(value);
    if (!values.has(key)) values.set(key, value);
  };
  for (const { document } of documents) {
    visit(document, splitPath(path), false, (value) => {
      if (Array.isArray(value)) value.forEach(note);
      else if (value !== undefined) note(value);
      return false;
    });
  }
  return [...values.values()];
}
