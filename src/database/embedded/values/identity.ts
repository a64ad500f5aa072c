import { Binary, ObjectId } from 'bson';
import type { NumberValue, Value } from './document.ts';
import { isNumber, kindOf } from './kinds.ts';

/** A text that two values share exactly when MongoDB calls them equal: for hashing in groups and sets. */
export function identityKey(value: Value | undefined): string {
  if (value === undefined) return '-';
  if (value === null) return 'n';
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (isNumber(value)) return numberKey(value);
  if (value instanceof ObjectId) return `o${value.toHexString()}`;
  if (value instanceof Date) return `d${value.getTime()};`;
  if (value instanceof Map) {
    let key = '{';
    for (const [name, member] of value) key += `${name.length}:${name}${identityKey(member)}`;
    return `${key}}`;
  }
  if (Array.isArray(value)) return `[${value.map(identityKey).join('')}]`;
  if (value instanceof Binary) return `b${value.sub_type}:${value.toString('base64')};`;
  return kindOf(value);
}

/** A whole double has the digits of the long of the same value. */
function numberKey(value: NumberValue): string {
  const number = typeof value === 'bigint' ? value : value.value;
  return `#${Number.isInteger(number) ? BigInt(number) : number};`;
}
