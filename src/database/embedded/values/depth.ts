import { CommandError } from '../errors.ts';
import type { Value } from './document.ts';

/** How deep a stored document may nest (MongoDB's documented limit). */
const DEEPEST = 100;

/** @throws CommandError Overflow when a document nests deeper than 100 levels */
export function checkDepth(value: Value, depth = 1): void {
  if (!(value instanceof Map) && !Array.isArray(value)) return;
  if (depth > DEEPEST) throw new CommandError('Overflow', `the document nests deeper than ${DEEPEST} levels`);
  for (const member of value.values()) checkDepth(member, depth + 1);
}
