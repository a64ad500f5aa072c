import { BSONRegExp, Timestamp } from 'bson';
import { CommandError, notSupported } from '../errors.ts';
import type { Value } from './document.ts';
import { kindOf } from './kinds.ts';

/** How deep a stored document may nest (MongoDB's documented limit). */
const DEEPEST = 100;

/** @throws CommandError Overflow when a document nests deeper than 100 levels, NotImplemented for values that are never stored */
export function checkStorable(value: Value, depth = 1): void {
  if (value instanceof BSONRegExp || value instanceof Timestamp) throw notSupported(`storing a ${kindOf(value)}`);
  if (!(value instanceof Map) && !Array.isArray(value)) return;
  if (depth > DEEPEST) throw new CommandError('Overflow', `the document nests deeper than ${DEEPEST} levels`);
  for (const member of value.values()) checkStorable(member, depth + 1);
}
