import type { Doc, Value } from '../values/document.ts';
import { doc } from '../values/document.ts';
import type { Index } from './definition.ts';
import { fieldsOfKey } from './specification.ts';

/** An index as the catalog stores it. */
export function indexToDocument(index: Index): Doc {
  return doc({
    id: index.id,
    name: index.name,
    key: index.key,
    unique: index.unique,
    partialFilter: index.partialFilter,
    expireAfterSeconds: index.expireAfterSeconds,
    multikey: index.multikey,
    hasLongKeys: index.hasLongKeys,
  });
}

/** What `indexToDocument` wrote. */
export function indexFromDocument(stored: Doc): Index {
  const key = stored.get('key');
  const partialFilter = stored.get('partialFilter');
  const expireAfterSeconds = stored.get('expireAfterSeconds');
  const multikey = stored.get('multikey');
  if (!(key instanceof Map)) throw new Error('the catalog holds an index without a key');
  if (isTrue(stored.get('sparse'))) throw new Error('the catalog holds a sparse index, which is no longer spoken');
  return {
    id: Number(stored.get('id')),
    name: String(stored.get('name')),
    key,
    fields: fieldsOfKey(key),
    unique: isTrue(stored.get('unique')),
    multikey: Array.isArray(multikey) ? multikey.map(isTrue) : [],
    hasLongKeys: isTrue(stored.get('hasLongKeys')),
    ...(partialFilter instanceof Map ? { partialFilter } : {}),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds: Number(expireAfterSeconds) }),
  };
}

function isTrue(value: Value | undefined): boolean {
  return value === true;
}
