import type { Index } from '../index/definition.ts';
import { indexPrefix, recordOf, valuesOf } from '../index/entry.ts';
import { type Collection, FoundDocument } from '../storage/collection.ts';
import { afterPrefix, prefixRange, type View } from '../storage/view.ts';
import type { Collation } from '../values/collation.ts';
import { equal } from '../values/compare.ts';
import type { Doc, Value } from '../values/document.ts';
import { doc } from '../values/document.ts';
import { identityKey } from '../values/identity.ts';
import { splitPath, visit } from '../values/path.ts';
import type { Reply } from '../wire/reply.ts';
import type { Arguments } from './arguments.ts';
import { findCollection } from './collections.ts';
import type { CommandDefinition } from './command.ts';
import { type Query, readQuery, runQuery } from './query.ts';
import { TimeLimit } from './time-limit.ts';

export const distinct: CommandDefinition = {
  options: ['key', 'query', 'collation', 'hint'],
  inTransaction: true,
  run(context): Reply {
    const { arguments: fields, view } = context;
    const path = fields.text('key');
    const query = readDistinct(fields);
    const collection = findCollection(context);
    const values = new Distinct(query.collation);
    if (collection) {
      const index = fields.optionalDocument('query')?.size || query.collation ? undefined : indexOn(collection, path);
      const time = new TimeLimit(fields.optionalNumber('maxTimeMS'));
      const documents = index
        ? oneForEachKey(view, collection, index)
        : runQuery(view, collection, query, time).documents;
      for (const { document } of documents) collect(document, path, values);
    }
    return doc({ values: values.all, ok: 1 });
  },
};

/** The query of `distinct` and of what explains it. */
export function readDistinct(fields: Arguments): Query {
  return readQuery({
    filter: fields.optionalDocument('query'),
    hint: fields.value('hint'),
    collation: fields.optionalDocument('collation'),
  });
}

/** An index that has an entry for each value of the path. */
function indexOn(collection: Collection, path: string): Index | undefined {
  return collection.indexes.find(
    (index) => index.fields[0]?.path === path && !index.partialFilter && !index.hidden && !index.sparse,
  );
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

/** The values at the path; of an array its elements. */
function collect(document: Doc, path: string, values: Distinct): void {
  visit(document, splitPath(path), false, (value) => {
    if (Array.isArray(value)) for (const element of value) values.add(element);
    else if (value !== undefined) values.add(value);
    return false;
  });
}

/** Values of which no two are equal. */
class Distinct {
  readonly all: Value[] = [];
  readonly #keys = new Set<string>();
  readonly #collation: Collation | undefined;

  constructor(collation: Collation | undefined) {
    this.#collation = collation;
  }

  add(value: Value): void {
    const key = identityKey(value);
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    if (!this.#collation || !this.all.some((known) => equal(known, value, this.#collation))) this.all.push(value);
  }
}
