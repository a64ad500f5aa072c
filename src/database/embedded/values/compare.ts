import { Binary, BSONRegExp, Code, Decimal128, Double, Int32, ObjectId, Timestamp } from 'bson';
import type { Collation } from './collation.ts';
import { compareExact, exactOf, toDouble } from './decimal.ts';
import type { Doc, NumberValue, Value } from './document.ts';
import { rankOf } from './kinds.ts';

/**
 * Compares two values in MongoDB's order across all BSON types. `undefined` stands for a missing value
 * and comes before null. Numbers compare by their exact value; NaN comes before every other number.
 * @returns a number below, at or above zero
 */
export function compare(a: Value | undefined, b: Value | undefined, collation?: Collation): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b, collation);
  const ranks = rankOf(a) - rankOf(b);
  return ranks !== 0 ? ranks : compareSameRank(a, b, collation);
}

/** Whether two values are the same to MongoDB, such as `NumberInt(1)` and `1.0`. */
export function equal(a: Value | undefined, b: Value | undefined, collation?: Collation): boolean {
  return compare(a, b, collation) === 0;
}

/** Compares two texts by their code points (the order of their UTF-8 bytes), or by a collation. */
export function compareText(a: string, b: string, collation?: Collation): number {
  if (collation) return collation.compare(a, b);
  if (a === b) return 0;
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

/** Compares two numbers of any types by their exact value. */
export function compareNumbers(a: NumberValue, b: NumberValue): number {
  if (a instanceof Decimal128 || b instanceof Decimal128) return compareWithDecimal(a, b);
  const x = typeof a === 'bigint' ? a : a.value;
  const y = typeof b === 'bigint' ? b : b.value;
  // JavaScript compares a bigint with a number exactly.
  if (x < y) return -1;
  if (x > y) return 1;
  return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
}

function compareWithDecimal(a: NumberValue, b: NumberValue): number {
  const x = exactOf(a);
  const y = exactOf(b);
  if (x && y) return compareExact(x, y);
  const p = toDouble(a);
  const q = toDouble(b);
  if (Number.isNaN(p) || Number.isNaN(q)) return Number(Number.isNaN(q)) - Number(Number.isNaN(p));
  // At least one is infinite; a finite Decimal128 may be too large for a double, so only signs of infinities count.
  return (x ? 0 : p) - (y ? 0 : q) || 0;
}

function compareSameRank(a: Value | undefined, b: Value | undefined, collation?: Collation): number {
  if (a instanceof ObjectId && b instanceof ObjectId) return compareBytes(a.id, b.id);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (a instanceof Map && b instanceof Map) return compareDocs(a, b, collation);
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b, collation);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (a instanceof Binary && b instanceof Binary) return compareBinary(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return a.t - b.t || a.i - b.i;
  if (a instanceof BSONRegExp && b instanceof BSONRegExp) {
    return compareText(a.pattern, b.pattern) || compareText(a.options, b.options);
  }
  if (a instanceof Code && b instanceof Code) return compareText(a.code, b.code);
  return 0;
}

function isNumeric(value: Value | undefined): value is NumberValue {
  return value instanceof Int32 || value instanceof Double || typeof value === 'bigint' || value instanceof Decimal128;
}

/** Field by field in order: the type first, then the name, then the value. */
function compareDocs(a: Doc, b: Doc, collation?: Collation): number {
  const others = b.entries();
  for (const [name, value] of a) {
    const next = others.next();
    if (next.done) return 1;
    const [otherName, other] = next.value;
    const order = rankOf(value) - rankOf(other) || compareText(name, otherName) || compare(value, other, collation);
    if (order !== 0) return order;
  }
  return others.next().done ? 0 : -1;
}

function compareArrays(a: Value[], b: Value[], collation?: Collation): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i], b[i], collation);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** By length, then subtype, then bytes. */
function compareBinary(a: Binary, b: Binary): number {
  return a.position - b.position || a.sub_type - b.sub_type || compareBytes(a.value(), b.value());
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}
