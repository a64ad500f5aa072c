import { Binary, BSONRegExp, Double, Int32, type ObjectId, serialize, type Timestamp } from 'bson';
import { CommandError } from '../errors.ts';

export { decode } from './decode.ts';

/** A document: its fields in order. JavaScript objects would move integer-like names to the front. */
export type Doc = Map<string, Value>;

/** The numeric types; a 64-bit integer is a `bigint`. */
export type NumberValue = Int32 | Double | bigint;

/**
 * Any value that a document can hold, its BSON type kept. A JavaScript `number` is none, because it
 * does not say whether it is an int or a double. The other types (decimal, JavaScript, MinKey, MaxKey and the deprecated
 * ones) are refused on the way in; regular expressions and timestamps are for commands and never stored.
 */
export type Value =
  | null
  | boolean
  | string
  | NumberValue
  | Date
  | ObjectId
  | Binary
  | Timestamp
  | BSONRegExp
  | Doc
  | Value[];

/** Plain JavaScript that `toValue` understands. */
export type Plain = Value | number | undefined | Uint8Array | RegExp | { [name: string]: Plain } | Plain[];

/** Whether a value is a document (an array is not). */
export function isDoc(value: unknown): value is Doc {
  return value instanceof Map;
}

/** `{ $gt: 1 }` is made of operators; `{ a: 1 }` and `{}` are not. */
export function hasOperators(value: Doc): boolean {
  return [...value.keys()][0]?.startsWith('$') === true;
}

/** Writes a document as BSON bytes. @throws CommandError BadValue for what BSON cannot hold. */
export function encode(document: Doc): Uint8Array {
  try {
    return serialize(document);
  } catch (error) {
    throw new CommandError('BadValue', `cannot write the document as BSON: ${messageOf(error)}`);
  }
}

/** A document from a plain object: for the answers that this program writes itself. Fields that are `undefined` are left out. */
export function doc(plain: { [name: string]: Plain }): Doc {
  const document: Doc = new Map();
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) document.set(name, toValue(value));
  return document;
}

/** A value from plain JavaScript: integers of 32 bits become int, other numbers double. */
export function toValue(plain: Plain): Value {
  if (typeof plain === 'number') return numberValue(plain);
  if (plain === undefined) return null;
  if (Array.isArray(plain)) return plain.map(toValue);
  if (plain instanceof RegExp) return new BSONRegExp(plain.source, plain.flags.replace(/[^ims]/g, ''));
  if (plain instanceof Uint8Array) return new Binary(plain);
  if (isPlainObject(plain)) return doc(plain);
  return plain;
}

/** An int where the number is an integer of 32 bits, else a double. */
export function numberValue(number: number): Int32 | Double {
  return Number.isInteger(number) && Object.is(number | 0, number) ? new Int32(number) : new Double(number);
}

/** A copy whose documents and arrays may be changed freely; the values at the leaves are immutable and shared. */
export function clone<T extends Value>(value: T): T;
export function clone(value: Value): Value {
  if (value instanceof Map) {
    const copy: Doc = new Map();
    for (const [name, member] of value) copy.set(name, clone(member));
    return copy;
  }
  return Array.isArray(value) ? value.map((member) => clone(member)) : value;
}

function isPlainObject(value: unknown): value is { [name: string]: Plain } {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
