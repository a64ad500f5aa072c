import { Double } from 'bson';
import { compare } from './compare.ts';
import type { Value } from './document.ts';
import { kindOf } from './kinds.ts';

/** Whether two values are written as the same bytes: same types, same order of fields. */
export function identical(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || kindOf(a) !== kindOf(b)) return false;
  if (a instanceof Map && b instanceof Map) {
    if (a.size !== b.size) return false;
    const others = b.entries();
    for (const [name, value] of a) {
      const [otherName, other] = others.next().value ?? [];
      if (name !== otherName || !identical(value, other)) return false;
    }
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => identical(value, b[i]));
  if (a instanceof Double && b instanceof Double) return Object.is(a.value, b.value);
  return compare(a, b) === 0;
}
