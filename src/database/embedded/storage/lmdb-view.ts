import type { Database, RangeOptions, Transaction } from 'lmdb';
import type { Tables } from './store.ts';
import type { Entry, KeyRange, Table, View, WritableView } from './view.ts';

/** Asked before each claimed key of a write outside transactions. Throws to undo the write. */
export type ClaimGuard = (table: Table, key: Buffer) => void;

function rangeOptions(range: KeyRange, backwards: boolean): RangeOptions {
  return backwards
    ? { start: range.high, end: range.low, reverse: true, exclusiveStart: true, inclusiveEnd: true }
    : { start: range.low, end: range.high };
}

function countKeys(table: Database<Buffer, Buffer>, range: RangeOptions, most: number): number {
  if (most === 0) return 0;
  // LMDB passes by keys without handing them out, but its count knows no limit.
  if (most < Infinity && [...table.getKeys({ ...range, offset: most - 1, limit: 1 })].length > 0) return most;
  return table.getKeysCount(range);
}

/** LMDB as it is committed now, or as the write transaction in progress sees it. */
export class LiveView implements WritableView {
  readonly #tables: () => Tables;
  readonly #guard: ClaimGuard;

  /** @param tables those in use: they are others once the file was compacted */
  constructor(tables: () => Tables, guard: ClaimGuard) {
    this.#tables = tables;
    this.#guard = guard;
  }

  claim(table: Table, key: Buffer): void {
    this.#guard(table, key);
  }

  get(table: Table, key: Buffer): Buffer | undefined {
    return this.#tables()[table].getBinary(key);
  }

  range(table: Table, range: KeyRange, limit: number, backwards = false): Entry[] {
    if (range.low.compare(range.high) >= 0) return [];
    return [...this.#tables()[table].getRange({ ...rangeOptions(range, backwards), limit })];
  }

  count(table: Table, range: KeyRange, most = Infinity): number {
    if (range.low.compare(range.high) >= 0) return 0;
    return countKeys(this.#tables()[table], rangeOptions(range, false), most);
  }

  // Braces matter in callers of these: LMDB returns a thenable, which a transaction must not wait for.
  put(table: Table, key: Buffer, value: Buffer): void {
    this.#tables()[table].put(key, value);
  }

  remove(table: Table, key: Buffer): void {
    this.#tables()[table].remove(key);
  }
}

/** LMDB as it was committed when `transaction` began. Not to be read inside a write action, where LMDB would answer from that. */
export class SnapshotView implements View {
  readonly #tables: Tables;
  readonly #transaction: Transaction;

  constructor(tables: Tables, transaction: Transaction) {
    this.#tables = tables;
    this.#transaction = transaction;
  }

  get(table: Table, key: Buffer): Buffer | undefined {
    return this.#tables[table].get(key, { transaction: this.#transaction });
  }

  range(table: Table, range: KeyRange, limit: number, backwards = false): Entry[] {
    if (range.low.compare(range.high) >= 0) return [];
    return [
      ...this.#tables[table].getRange({ ...rangeOptions(range, backwards), limit, transaction: this.#transaction }),
    ];
  }

  count(table: Table, range: KeyRange, most = Infinity): number {
    if (range.low.compare(range.high) >= 0) return 0;
    return countKeys(this.#tables[table], { ...rangeOptions(range, false), transaction: this.#transaction }, most);
  }
}
