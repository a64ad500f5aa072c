import { Binary, ObjectId } from 'bson';
import { notSupported } from '../errors.ts';
import type { Doc, Value } from '../values/document.ts';
import { isNumber, kindOf } from '../values/kinds.ts';
import type { KeyWriter } from './key-writer.ts';
import { writeNumber } from './number-key.ts';

/** The first byte of an encoded value: BSON's order of types. An empty array is indexed as `undefined`, as MongoDB does. */
export const typeTag = {
  end: 0,
  undefined: 2,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
} as const;

/** What the index stores for an empty array. */
export const emptyArrayKey = Symbol('empty array');
export type KeyValue = Value | typeof emptyArrayKey;

export function tagOf(value: KeyValue): number {
  if (value === null) return typeTag.null;
  if (typeof value === 'string') return typeTag.string;
  if (value !== emptyArrayKey && isNumber(value)) return typeTag.number;
  if (value instanceof ObjectId) return typeTag.objectId;
  if (typeof value === 'boolean') return typeTag.boolean;
  if (value instanceof Date) return typeTag.date;
  if (value instanceof Map) return typeTag.object;
  if (Array.isArray(value)) return typeTag.array;
  if (value === emptyArrayKey) return typeTag.undefined;
  if (value instanceof Binary) return typeTag.binary;
  throw notSupported(`a ${kindOf(value)} in an index`);
}

/** Writes a value so that byte order is MongoDB's order of values; equal values give equal bytes. */
export function writeValue(writer: KeyWriter, value: KeyValue): void {
  writer.byte(tagOf(value));
  writeContent(writer, value);
}

function writeContent(writer: KeyWriter, value: KeyValue): void {
  if (value === null || value === emptyArrayKey) return;
  if (typeof value === 'string') writer.text(value);
  else if (typeof value === 'boolean') writer.byte(value ? 1 : 0);
  else if (value instanceof ObjectId) writer.bytes(value.id);
  else if (isNumber(value)) writeNumber(writer, value);
  else if (value instanceof Date) writer.uint64(BigInt(value.getTime()) + (1n << 63n));
  else if (value instanceof Map) writeObject(writer, value);
  else if (Array.isArray(value)) writeArray(writer, value);
  else if (value instanceof Binary) {
    writer.uint32(value.position);
    writer.byte(value.sub_type);
    writer.bytes(value.buffer.subarray(0, value.position));
  }
}

/** Objects compare field by field: type, then name, then value; a shorter one is first. */
function writeObject(writer: KeyWriter, object: Doc): void {
  for (const [name, member] of object) {
    writer.byte(tagOf(member));
    writer.text(name);
    writeContent(writer, member);
  }
  writer.byte(typeTag.end);
}

function writeArray(writer: KeyWriter, array: Value[]): void {
  for (const member of array) writeValue(writer, member);
  writer.byte(typeTag.end);
}
