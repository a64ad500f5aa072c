/** The three ordered tables of the store, and what it means to read and to write them. */

export type Table = 'documents' | 'indexes' | 'system';

export interface Entry {
  key: Buffer;
  value: Buffer;
}

/** A half-open range of keys, `low` ≤ key < `high`. */
export interface KeyRange {
  low: Buffer;
  high: Buffer;
}

/**
 * One state of the store: what is committed now, what was committed when a transaction began with the transaction's own
 * writes over it, or what a write in progress sees.
 */
export interface View {
  get(table: Table, key: Buffer): Buffer | undefined;
  /** The first `limit` entries of the range, in key order, or from its end backwards. */
  range(table: Table, range: KeyRange, limit: number, backwards?: boolean): Entry[];
  /** How many entries the range has; `most` where there are at least so many, which costs no more than to pass by them. */
  count(table: Table, range: KeyRange, most?: number): number;
}

export interface WritableView extends View {
  /**
   * To be called before a key that others may write too is read for a decision and written: waits or fails when an open
   * transaction has written it.
   */
  claim(table: Table, key: Buffer): void;
  put(table: Table, key: Buffer, value: Buffer): void;
  remove(table: Table, key: Buffer): void;
}

/** The smallest key above every key that starts with `prefix`. */
export function afterPrefix(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  for (let at = next.length - 1; at >= 0; at--) {
    const byte = next[at] ?? 0;
    if (byte < 0xff) {
      next[at] = byte + 1;
      return next.subarray(0, at + 1);
    }
  }
  return Buffer.alloc(prefix.length + 1, 0xff);
}

/** The range of all keys that start with `prefix`. */
export function prefixRange(prefix: Buffer): KeyRange {
  return { low: prefix, high: afterPrefix(prefix) };
}
