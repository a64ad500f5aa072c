import { EJSON, ObjectId } from 'bson';
import { CommandError } from '../errors.ts';
import { type Doc, doc, type Value } from '../values/document.ts';
import type { Index } from './definition.ts';
import type { KeyTuple } from './extract.ts';
import { emptyArrayKey } from './key-value.ts';

/** MongoDB's E11000, with `keyPattern` and `keyValue`, which applications read. */
export function duplicateKey(namespace: string, index: Index, tuple: KeyTuple): CommandError {
  const keyValue: Doc = new Map();
  for (const [at, field] of index.fields.entries()) {
    const value = tuple[at];
    keyValue.set(field.path, value === undefined || value === emptyArrayKey ? null : value);
  }
  const shown = [...keyValue].map(([path, value]) => `${path}: ${show(value)}`).join(', ');
  const message = `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${shown} }`;
  return new CommandError('DuplicateKey', message, { extra: doc({ keyPattern: index.key, keyValue }) });
}

function show(value: Value): string {
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  return EJSON.stringify(value, { relaxed: true });
}
