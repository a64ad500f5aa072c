import type { Table } from '../storage/view.ts';
import type { Transaction } from './transaction.ts';

/** A write outside transactions met a key that an open transaction has written: wait for that to end, then do it again. */
export class BlockedBy extends Error {
  override name = 'BlockedBy';
  readonly transaction: Transaction;

  constructor(transaction: Transaction) {
    super('blocked by an open transaction');
    this.transaction = transaction;
  }
}

/**
 * Who wrote which key: open transactions hold theirs until they end, and finished writes are remembered as long as some
 * snapshot may lack them. The first writer of a key wins.
 */
export class Conflicts {
  readonly #held = new Map<string, Transaction>();
  /** by key the number of the write that wrote it last, oldest first */
  readonly #recent = new Map<string, number>();
  readonly #open = new Set<Transaction>();
  #lastWrite = 0;
  #visible = 0;

  /** The number of the last write that every new snapshot contains. */
  get visible(): number {
    return this.#visible;
  }

  /** The number of the write that runs or ran last. */
  get lastWrite(): number {
    return this.#lastWrite;
  }

  get openTransactions(): ReadonlySet<Transaction> {
    return this.#open;
  }

  /** Numbers a write that begins to run. */
  beginWrite(): number {
    return ++this.#lastWrite;
  }

  /** The write with this number is committed. */
  endWrite(number: number): void {
    this.#visible = Math.max(this.#visible, number);
    this.#forget();
  }

  /** Notes a key of the write in progress. Throws BlockedBy when an open transaction has written it. */
  claimForWrite(table: Table, key: Buffer): void {
    const name = keyName(table, key);
    const holder = this.#held.get(name);
    if (holder) throw new BlockedBy(holder);
    this.#note(name);
  }

  /** Gives the key to the transaction; false when another one has it or wrote it since the transaction's snapshot. */
  claimForTransaction(transaction: Transaction, table: Table, key: Buffer): boolean {
    const name = keyName(table, key);
    const holder = this.#held.get(name);
    if (holder === transaction) return true;
    if (holder || (this.#recent.get(name) ?? 0) > transaction.snapshotAt) return false;
    this.#held.set(name, transaction);
    transaction.claimed.push(name);
    return true;
  }

  opened(transaction: Transaction): void {
    this.#open.add(transaction);
  }

  /** Within the write that commits the transaction: its keys count as written by that write. */
  noteCommit(transaction: Transaction): void {
    for (const name of transaction.claimed) this.#note(name);
  }

  /** The transaction has ended: its keys are free. */
  closed(transaction: Transaction): void {
    for (const name of transaction.claimed) this.#held.delete(name);
    this.#open.delete(transaction);
    this.#forget();
  }

  #note(name: string): void {
    this.#recent.delete(name);
    this.#recent.set(name, this.#lastWrite);
  }

  #forget(): void {
    let oldest = this.#visible;
    for (const transaction of this.#open) oldest = Math.min(oldest, transaction.snapshotAt);
    for (const [name, number] of this.#recent) {
      if (number > oldest) return;
      this.#recent.delete(name);
    }
  }
}

function keyName(table: Table, key: Buffer): string {
  return (table === 'documents' ? 'd' : 'i') + key.toString('latin1');
}
