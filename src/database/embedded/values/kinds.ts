import { Binary, BSONRegExp, Code, Decimal128, Double, Int32, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
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
  | 'javascript'
  | 'int'
  | 'timestamp'
  | 'long'
  | 'decimal'
  | 'minKey'
  | 'maxKey';

/** `[kind, number in BSON, rank in the comparison order of MongoDB]`; kinds of one rank are compared by value. */
const table: [Kind, number, number][] = [
  ['minKey', -1, 1],
  ['null', 10, 5],
  ['double', 1, 10],
  ['int', 16, 10],
  ['long', 18, 10],
  ['decimal', 19, 10],
  ['string', 2, 15],
  ['object', 3, 20],
  ['array', 4, 25],
  ['binData', 5, 30],
  ['objectId', 7, 35],
  ['bool', 8, 40],
  ['date', 9, 45],
  ['timestamp', 17, 47],
  ['regex', 11, 50],
  ['javascript', 13, 60],
  ['maxKey', 127, 127],
];
const ranks = new Map(table.map(([kind, , rank]) => [kind, rank]));
const numbers = new Map(table.map(([kind, number]) => [number, kind]));
const names = new Set<string>(table.map(([kind]) => kind));
/** Types that MongoDB knows but no document of this database can hold: asking for them matches nothing. */
export const absentKinds = new Map<string, number>([
  ['undefined', 6],
  ['dbPointer', 12],
  ['symbol', 14],
  ['javascriptWithScope', 15],
]);

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
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof Binary) return 'binData';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof MinKey) return 'minKey';
  if (value instanceof MaxKey) return 'maxKey';
  if (value instanceof Code) return 'javascript';
  throw new TypeError('not a value of BSON');
}

/** The place of a value's type in MongoDB's comparison order. A missing value comes between MinKey and null. */
export function rankOf(value: Value | undefined): number {
  return value === undefined ? 2 : (ranks.get(kindOf(value)) ?? 0);
}

/** Whether a value is a number of any of the four types. */
export function isNumber(value: Value | undefined): value is NumberValue {
  return typeof value === 'bigint' || value instanceof Int32 || value instanceof Double || value instanceof Decimal128;
}

/** The kind that a number of `$type` means, or undefined. */
export function kindOfNumber(number: number): Kind | undefined {
  return numbers.get(number);
}

/** Whether a text is the name of a kind. */
export function isKind(name: string): name is Kind {
  return names.has(name);
}
