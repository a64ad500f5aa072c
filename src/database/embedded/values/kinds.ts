import { Binary, BSONRegExp, Double, Int32, ObjectId, Timestamp } from 'bson';
import type { NumberValue, Value } from './document.ts';

/** The BSON types that this database knows, by the names of `$type`. */
export type Kind =
  | 'double'
  | 'string'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'bool'
  | 'date'
  | 'null'
  | 'regex'
  | 'int'
  | 'timestamp'
  | 'long';

/** The rank of each kind in the comparison order of MongoDB; kinds of one rank are compared by value. */
const ranks: Record<Kind, number> = {
  null: 5,
  double: 10,
  int: 10,
  long: 10,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
};

/** The BSON type of a value. */
export function kindOf(value: Value): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
  }
  if (value === null) return 'null';
  if (value instanceof Map) return 'object';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Int32) return 'int';
  if (value instanceof Double) return 'double';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Date) return 'date';
  if (value instanceof Binary) return 'binData';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof BSONRegExp) return 'regex';
  throw new TypeError('not a value of BSON');
}

/** The place of a value's type in MongoDB's comparison order. A missing value comes before null. */
export function rankOf(value: Value | undefined): number {
  return value === undefined ? 2 : ranks[kindOf(value)];
}

/** Whether a value is a number of any of the three types. */
export function isNumber(value: Value | undefined): value is NumberValue {
  return typeof value === 'bigint' || value instanceof Int32 || value instanceof Double;
}

/** The nearest double of a number. */
export function toDouble(value: NumberValue): number {
  return typeof value === 'bigint' ? Number(value) : value.value;
}

/** Whether a text is the name of a kind. */
export function isKind(name: string): name is Kind {
  return Object.hasOwn(ranks, name);
}

/** What MongoDB takes for true: everything but missing, null, false and zero. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !isNumber(value) || toDouble(value) !== 0;
}
