import { CommandError } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { Snapshot } from '../storage/store.ts';
import type { Entry, KeyRange, Table, WritableView } from '../storage/view.ts';
import type { Conflicts } from './conflicts.ts';
import { Overlay } from './overlay.ts';

/** What one transaction may write, in bytes, before it is refused: it is kept in memory until it commits. */
const largestTransaction = 256 * 1024 * 1024;

/** An open multi-document transaction: the state it began with, and its own writes in memory over it. */
export class Transaction implements WritableView {
  /** the last write that the snapshot contains */
  readonly snapshotAt: number;
  /** names of the keys it holds */
  readonly claimed: string[] = [];
  readonly collections = new Set<Collection>();
  /** made by the transaction; others see them once it commits */
  readonly created: Collection[] = [];
  readonly deadline: number;
  /** resolves when it has committed or aborted */
  readonly ended: Promise<void>;
  readonly #snapshot: Snapshot;
  readonly #overlay: Overlay;
  readonly #conflicts: Conflicts;
  #end: () => void = () => {};
  #open = true;

  constructor(snapshot: Snapshot, conflicts: Conflicts, deadline: number) {
    this.snapshotAt = conflicts.visible;
    this.deadline = deadline;
    this.#snapshot = snapshot;
    this.#overlay = new Overlay(snapshot.view);
    this.#conflicts = conflicts;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    conflicts.opened(this);
  }

  get open(): boolean {
    return this.#open;
  }

  get isEmpty(): boolean {
    return this.#overlay.bytes === 0 && this.created.length === 0;
  }

  get(table: Table, key: Buffer): Buffer | undefined {
    return this.#overlay.get(table, key);
  }

  range(table: Table, range: KeyRange, limit: number, backwards = false): Entry[] {
    return this.#overlay.range(table, range, limit, backwards);
  }

  count(table: Table, range: KeyRange): number {
    return this.#overlay.count(table, range);
  }

  claim(table: Table, key: Buffer): void {
    if (!this.#conflicts.claimForTransaction(this, table, key)) throw writeConflict();
  }

  put(table: Table, key: Buffer, value: Buffer): void {
    this.#change(table, key, value);
  }

  remove(table: Table, key: Buffer): void {
    this.#change(table, key, undefined);
  }

  /** Writes all changes. To be called within the write that commits. */
  apply(view: WritableView): void {
    this.#conflicts.noteCommit(this);
    for (const { table, key, value } of this.#overlay.changes()) {
      if (value === undefined) view.remove(table, key);
      else view.put(table, key, value);
    }
  }

  /** Frees the keys and the snapshot, and wakes who waits. */
  finish(): void {
    this.#open = false;
    this.#conflicts.closed(this);
    this.#snapshot.release();
    this.#end();
  }

  #change(table: Table, key: Buffer, value: Buffer | undefined): void {
    this.#overlay.set(table, key, value);
    if (this.#overlay.bytes > largestTransaction) {
      throw new CommandError('TransactionTooLarge', `a transaction writes at most ${largestTransaction} bytes`);
    }
  }
}

export function writeConflict(): CommandError {
  const message =
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.';
  return new CommandError('WriteConflict', message, { labels: ['TransientTransactionError'] });
}
