import type { Collation } from '../values/collation.ts';
import type { Doc, Value } from '../values/document.ts';
import { splitPath, visit } from '../values/path.ts';
import { ValueMap } from '../values/value-map.ts';

/** The different values of a path; the elements of arrays count one by one. */
export function distinctValues(documents: Iterable<Doc>, path: string, collation?: Collation): Value[] {
  const parts = splitPath(path);
  const seen = new ValueMap<Value>(collation);
  const note = (value: Value) => {
    if (!seen.has(value)) seen.set(value, value);
  };
  for (const document of documents) {
    visit(document, parts, false, (value) => {
      if (Array.isArray(value)) value.forEach(note);
      else if (value !== undefined) note(value);
      return false;
    });
  }
  return [...seen.entries()].map(([, value]) => value);
}
