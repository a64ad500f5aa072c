import { randomBytes } from 'node:crypto';
import { CommandError } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** How long a cursor may rest between two batches, in milliseconds. */
const restLimit = 10 * 60_000;
/** Cursors open at a time; more are refused. */
const mostCursors = 10_000;

/** A query whose answers are fetched batch by batch; each answer is a document in BSON. */
export interface Cursor {
  readonly id: bigint;
  readonly namespace: string;
  readonly session: string | undefined;
  readonly transaction: Transaction | undefined;
  readonly collection: Collection | undefined;
  readonly results: Iterator<Uint8Array>;
  /** pulled from the results but not sent: it did not fit */
  pending: Uint8Array | undefined;
  lastUse: number;
}

/** The open cursors. */
export class CursorRegistry {
  readonly #cursors = new Map<bigint, Cursor>();

  open(parts: Omit<Cursor, 'id' | 'lastUse'>): Cursor {
    this.expire();
    if (this.#cursors.size >= mostCursors)
      throw new CommandError('OperationFailed', `more than ${mostCursors} cursors are open`);
    const cursor = { ...parts, id: newId(), lastUse: Date.now() };
    this.#cursors.set(cursor.id, cursor);
    return cursor;
  }

  /** @throws CommandError 43 when there is none, or its collection or its transaction is gone */
  get(id: bigint): Cursor {
    const cursor = this.#cursors.get(id);
    if (!cursor) throw notFound(id);
    if (cursor.collection?.alive === false || cursor.transaction?.open === false) {
      this.close(id);
      throw notFound(id);
    }
    cursor.lastUse = Date.now();
    return cursor;
  }

  /** False when there was none. */
  close(id: bigint): boolean {
    const cursor = this.#cursors.get(id);
    cursor?.results.return?.();
    return this.#cursors.delete(id);
  }

  /** Closes the cursors of a transaction, which end with it. */
  closeOf(transaction: Transaction): void {
    for (const cursor of this.#cursors.values()) if (cursor.transaction === transaction) this.close(cursor.id);
  }

  /** Closes cursors that rested for too long. */
  expire(now = Date.now()): void {
    for (const cursor of this.#cursors.values()) {
      if (now - cursor.lastUse > restLimit) this.close(cursor.id);
    }
  }

  get size(): number {
    return this.#cursors.size;
  }
}

function newId(): bigint {
  return randomBytes(8).readBigInt64BE() & 0x7fffffffffffffffn || 1n;
}

function notFound(id: bigint): CommandError {
  return new CommandError('CursorNotFound', `cursor id ${id} not found`);
}
