import { createHash } from 'node:crypto';
import { afterPrefix, type KeyRange } from '../storage/view.ts';
import type { Index } from './definition.ts';
import type { KeyTuple } from './extract.ts';
import { type KeyValue, writeValue } from './key-value.ts';
import { KeyWriter } from './key-writer.ts';

/** LMDB's longest key is 1,978 bytes; index number (4), record number (8), hash (32) and its mark (1) need room too. */
const longestValues = 1900;
const keptOfLong = 1800;
const indexIdBytes = 4;
export const recordIdBytes = 8;
const recordMark = Buffer.from([1]);

const scratch = new KeyWriter();

/** The key of an entry without its record number, and whether it had to be shortened. */
export interface EntryKey {
  bytes: Buffer;
  long: boolean;
}

export function writeField(writer: KeyWriter, value: KeyValue | undefined, direction: 1 | -1): void {
  const start = writer.length;
  writeValue(writer, value ?? null);
  if (direction === -1) writer.invertFrom(start);
}

/** Encodes the values of one entry. What is too long keeps its beginning and ends in a hash of the whole. */
export function entryKey(index: Pick<Index, 'id' | 'fields'>, tuple: KeyTuple): EntryKey {
  scratch.cutTo(0);
  scratch.uint32(index.id);
  for (const [at, field] of index.fields.entries()) writeField(scratch, tuple[at], field.direction);
  const long = scratch.length - indexIdBytes > longestValues;
  if (long) {
    const hash = createHash('sha256').update(scratch.slice(indexIdBytes)).digest();
    scratch.cutTo(indexIdBytes + keptOfLong);
    scratch.bytes(hash);
  }
  return { bytes: scratch.finish(), long };
}

/** The stored key: unique indexes hold one record a key, the others have the record number at the end. */
export function storedKey(index: Pick<Index, 'unique'>, key: EntryKey, record: Buffer): Buffer {
  return index.unique ? key.bytes : Buffer.concat([key.bytes, record]);
}

/** What an entry stores as its value: the record number where the key lacks it. */
export function storedValue(index: Pick<Index, 'unique'>, record: Buffer): Buffer {
  return index.unique ? record : recordMark;
}

/** The record that a stored entry points at. */
export function recordOf(index: Pick<Index, 'unique'>, key: Buffer, value: Buffer): Buffer {
  return index.unique ? value : key.subarray(key.length - recordIdBytes);
}

/** The values part of a stored key: what tells one indexed value from the next. */
export function valuesOf(index: Pick<Index, 'unique'>, key: Buffer): Buffer {
  return index.unique ? key : key.subarray(0, key.length - recordIdBytes);
}

export function indexPrefix(id: number): Buffer {
  const prefix = Buffer.alloc(indexIdBytes);
  prefix.writeUInt32BE(id);
  return prefix;
}

const longestBound = indexIdBytes + keptOfLong;

/** True when `storedRange` has to widen the range. */
export function isTooLong({ low, high }: KeyRange): boolean {
  return low.length > longestBound || high.length > longestBound;
}

/**
 * A range of encoded values as a range of stored keys. A bound that is longer than stored keys can be is cut, which
 * widens the range: whoever scans then looks at the documents too.
 */
export function storedRange({ low, high }: KeyRange): KeyRange {
  return {
    low: low.length > longestBound ? low.subarray(0, longestBound) : low,
    high: high.length > longestBound ? afterPrefix(high.subarray(0, longestBound)) : high,
  };
}
