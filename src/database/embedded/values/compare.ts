import { Binary, Double, Int32, ObjectId } from 'bson';
import type { Doc, NumberValue, Value } from './document.ts';
import { rankOf } from './kinds.ts';

/**
 * Compares two values in MongoDB's order across all BSON types. `undefined` stands for a missing value
 * and comes before null. Numbers compare by their exact value; NaN comes before every other number.
 * @returns a number below, at or above zero
 */
export function compare(a: Value | undefined, b: Value | undefined): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return rankOf(a) - rankOf(b) || compareSameRank(a, b);
}

/** Whether two values are the same to MongoDB, such as `NumberInt(1)` and `1.0`. */
export function equal(a: Value | undefined, b: Value | undefined): boolean {
  return compare(a, b) === 0;
}

/** Compares two texts by their code points: the order of their UTF-8 bytes. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointWeight(x) - codePointWeight(y);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates (code points from U+10000) before U+E000 to U+FFFF; this puts them behind. */
function codePointWeight(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function compareNumbers(a: NumberValue, b: NumberValue): number {
  const x = typeof a === 'bigint' ? a : a.value;
  const y = typeof b === 'bigint' ? b : b.value;
  // JavaScript compares a bigint with a number exactly.
  if (x < y) return -1;
  if (x > y) return 1;
  return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
}

/** Regular expressions and timestamps are never stored, so that two of them don't meet. */
function compareSameRank(a: Value | undefined, b: Value | undefined): number {
  if (a instanceof ObjectId && b instanceof ObjectId) return Buffer.compare(a.id, b.id);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (a instanceof Map && b instanceof Map) return compareDocs(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  return a instanceof Binary && b instanceof Binary ? compareBinary(a, b) : 0;
}

function isNumeric(value: Value | undefined): value is NumberValue {
  return value instanceof Int32 || value instanceof Double || typeof value === 'bigint';
}

/** Field by field in order: the type first, then the name, then the value. */
function compareDocs(a: Doc, b: Doc): number {
  const others = b.entries();
  for (const [name, value] of a) {
    const next = others.next();
    if (next.done) return 1;
    const [otherName, other] = next.value;
    const order = rankOf(value) - rankOf(other) || compareText(name, otherName) || compare(value, other);
    if (order !== 0) return order;
  }
  return others.next().done ? 0 : -1;
}

function compareArrays(a: Value[], b: Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** By length, then subtype, then bytes. */
function compareBinary(a: Binary, b: Binary): number {
  return a.position - b.position || a.sub_type - b.sub_type || Buffer.compare(a.value(), b.value());
}
