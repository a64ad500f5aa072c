import { Binary, BSONRegExp, Double, Int32, ObjectId, onDemand, Timestamp } from 'bson';
import { CommandError, notSupported } from '../errors.ts';
import type { Doc, Value } from './document.ts';

/** How deep a document read from bytes may nest: MongoDB's 100 levels and the command around them. */
const MAX_DEPTH = 120;
const { getInt32LE, getUint32LE, getFloat64LE, getBigInt64LE } = onDemand.NumberUtils;
const { toUTF8 } = onDemand.ByteUtils;

/**
 * Reads one BSON document (bsonspec.org 1.1) that fills `bytes` exactly. Nothing of the result refers to
 * `bytes`, so that the caller may use the memory again.
 * @throws CommandError 22 (InvalidBSON) for bytes that are not BSON, BadValue for types and dates that are refused.
 */
export function decode(bytes: Uint8Array): Doc {
  if (bytes.length < 5 || getInt32LE(bytes, 0) !== bytes.length) throw invalid('the length does not match');
  return readDocument({ bytes, at: 0 }, bytes.length, 1);
}

interface Cursor {
  bytes: Uint8Array;
  at: number;
}

/** Reads a value at the cursor and moves past it; `end` is the first byte that no longer belongs to the parent. */
type Reader = (cursor: Cursor, end: number, depth: number) => Value;

function readDocument(cursor: Cursor, parentEnd: number, depth: number): Doc {
  const document: Doc = new Map();
  const end = enter(cursor, parentEnd, depth);
  let fields = 0;
  while (cursor.at < end) {
    const read = readers[cursor.bytes[cursor.at++] ?? 0] ?? unknownType;
    const name = readName(cursor, end);
    document.set(name, read(cursor, end, depth + 1));
    fields++;
  }
  leave(cursor, end);
  if (document.size !== fields)
    throw new CommandError('BadValue', 'a document that has a field twice is not supported');
  return document;
}

function readArray(cursor: Cursor, parentEnd: number, depth: number): Value[] {
  const array: Value[] = [];
  const end = enter(cursor, parentEnd, depth);
  while (cursor.at < end) {
    const read = readers[cursor.bytes[cursor.at++] ?? 0] ?? unknownType;
    skipName(cursor, end);
    array.push(read(cursor, end, depth + 1));
  }
  leave(cursor, end);
  return array;
}

/** Steps into a document or an array and gives back the position of its closing zero. */
function enter(cursor: Cursor, parentEnd: number, depth: number): number {
  if (depth > MAX_DEPTH) throw new CommandError('Overflow', `the document nests deeper than ${MAX_DEPTH} levels`);
  need(cursor, 5, parentEnd);
  const size = getInt32LE(cursor.bytes, cursor.at);
  if (size < 5 || size > parentEnd - cursor.at) throw invalid('a document is longer than what holds it');
  const end = cursor.at + size - 1;
  cursor.at += 4;
  return end;
}

function leave(cursor: Cursor, end: number): void {
  if (cursor.at !== end || cursor.bytes[end] !== 0) throw invalid('a document does not end where it says');
  cursor.at = end + 1;
}

function skipName(cursor: Cursor, end: number): void {
  const zero = cursor.bytes.indexOf(0, cursor.at);
  if (zero < 0 || zero >= end) throw invalid('a field name does not end');
  cursor.at = zero + 1;
}

function readName(cursor: Cursor, end: number): string {
  const start = cursor.at;
  const { bytes } = cursor;
  let at = start;
  while (at < end && bytes[at] !== 0) at++;
  if (at >= end) throw invalid('a field name does not end');
  cursor.at = at + 1;
  return text(bytes, start, at);
}

function readString(cursor: Cursor, end: number): string {
  need(cursor, 5, end);
  const size = getInt32LE(cursor.bytes, cursor.at);
  const start = cursor.at + 4;
  if (size < 1 || size > end - start || cursor.bytes[start + size - 1] !== 0)
    throw invalid('a string has a wrong length');
  cursor.at = start + size;
  return text(cursor.bytes, start, start + size - 1);
}

function readBinary(cursor: Cursor, end: number): Binary {
  need(cursor, 5, end);
  let size = getInt32LE(cursor.bytes, cursor.at);
  const subtype = cursor.bytes[cursor.at + 4] ?? 0;
  cursor.at += 5;
  if (size < 0 || size > end - cursor.at) throw invalid('binary data has a wrong length');
  if (subtype === Binary.SUBTYPE_BYTE_ARRAY) {
    // Subtype 2 repeats its length inside.
    if (size < 4 || getInt32LE(cursor.bytes, cursor.at) !== size - 4) throw invalid('binary data has a wrong length');
    cursor.at += 4;
    size -= 4;
  }
  const start = skip(cursor, size, end);
  return new Binary(cursor.bytes.slice(start, start + size), subtype);
}

function readDate(cursor: Cursor, end: number): Date {
  const date = new Date(Number(getBigInt64LE(cursor.bytes, skip(cursor, 8, end))));
  if (Number.isNaN(date.getTime()))
    throw new CommandError('BadValue', 'a date outside the years -271821 to 275760 is not supported');
  return date;
}

function readTimestamp(cursor: Cursor, end: number): Timestamp {
  const start = skip(cursor, 8, end);
  return new Timestamp({ i: getUint32LE(cursor.bytes, start), t: getUint32LE(cursor.bytes, start + 4) });
}

function readRegExp(cursor: Cursor, end: number): BSONRegExp {
  const pattern = readName(cursor, end);
  const options = readName(cursor, end);
  try {
    return new BSONRegExp(pattern, options);
  } catch {
    throw new CommandError(51108, `invalid flag in regex options: ${options}`);
  }
}

function readBoolean(cursor: Cursor, end: number): boolean {
  const byte = cursor.bytes[skip(cursor, 1, end)] ?? 2;
  if (byte > 1) throw invalid('a boolean is neither 0 nor 1');
  return byte === 1;
}

function refuse(type: string): Reader {
  return () => {
    throw notSupported(`the BSON type ${type}`, 'BadValue');
  };
}

function unknownType(): never {
  throw invalid('an unknown type');
}

/** Readers by the type byte of an element. */
const readers: (Reader | undefined)[] = [];
readers[0x01] = (cursor, end) => new Double(getFloat64LE(cursor.bytes, skip(cursor, 8, end)));
readers[0x02] = readString;
readers[0x03] = readDocument;
readers[0x04] = readArray;
readers[0x05] = readBinary;
readers[0x06] = refuse('undefined');
readers[0x07] = (cursor, end) => new ObjectId(cursor.bytes.subarray(skip(cursor, 12, end), cursor.at));
readers[0x08] = readBoolean;
readers[0x09] = readDate;
readers[0x0a] = () => null;
readers[0x0b] = readRegExp;
readers[0x0c] = refuse('dbPointer');
readers[0x0d] = refuse('javascript');
readers[0x0e] = refuse('symbol');
readers[0x0f] = refuse('javascriptWithScope');
readers[0x10] = (cursor, end) => new Int32(getInt32LE(cursor.bytes, skip(cursor, 4, end)));
readers[0x11] = readTimestamp;
readers[0x12] = (cursor, end) => getBigInt64LE(cursor.bytes, skip(cursor, 8, end));
readers[0x13] = refuse('decimal');
readers[0xff] = refuse('minKey');
readers[0x7f] = refuse('maxKey');

/** Moves past `size` bytes and gives back where they began. */
function skip(cursor: Cursor, size: number, end: number): number {
  need(cursor, size, end);
  const start = cursor.at;
  cursor.at += size;
  return start;
}

function need(cursor: Cursor, size: number, end: number): void {
  if (size > end - cursor.at) throw invalid('a value is longer than what holds it');
}

function text(bytes: Uint8Array, start: number, end: number): string {
  try {
    return toUTF8(bytes, start, end, true);
  } catch {
    throw invalid('a text is not UTF-8');
  }
}

function invalid(why: string): CommandError {
  return new CommandError('InvalidBSON', `invalid BSON: ${why}`);
}
