import { CursorRegistry } from './cursor/registry.ts';
import { CommandError } from './errors.ts';
import { Catalog } from './storage/catalog.ts';
import type { Collection } from './storage/collection.ts';
import { CommitLost, Store } from './storage/store.ts';
import type { WritableView } from './storage/view.ts';
import { BlockedBy, Conflicts } from './transaction/conflicts.ts';
import { type Session, Sessions } from './transaction/sessions.ts';
import { Transaction, writeConflict } from './transaction/transaction.ts';

/** How long a transaction may stay open, in milliseconds (MongoDB's transactionLifetimeLimitSeconds). */
const transactionLifetime = 60_000;

/** Everything that commands work on. */
export class Engine {
  readonly store: Store;
  readonly catalog = new Catalog();
  readonly conflicts = new Conflicts();
  readonly sessions: Sessions;
  readonly cursors = new CursorRegistry();

  constructor(folder: string) {
    this.store = new Store(folder, (table, key) => this.conflicts.claimForWrite(table, key));
    this.catalog.load(this.store.live);
    this.sessions = new Sessions(this.store);
  }

  /**
   * Runs `action` in one write; resolves when that is durable. Where an open transaction has written the same, waits for
   * its end and runs `action` again, so `action` must not change anything but the view.
   */
  async write<T>(action: (view: WritableView) => T): Promise<T> {
    for (;;) {
      try {
        return await this.#writeOnce(action);
      } catch (error) {
        if (error instanceof CommitLost) throw this.#afterLostCommit();
        if (!(error instanceof BlockedBy)) throw error;
        await error.transaction.ended;
      }
    }
  }

  async #writeOnce<T>(action: (view: WritableView) => T): Promise<T> {
    let number = 0;
    const result = await this.store.write((view) => {
      number = this.conflicts.beginWrite();
      const value = action(view);
      this.catalog.saveMarks(view);
      return value;
    });
    this.conflicts.endWrite(number);
    return result;
  }

  /** The collection of that name, made if it is not there. */
  async createCollection(database: string, name: string): Promise<Collection> {
    return await this.write((view) => {
      const known = this.catalog.find(database, name);
      if (known) return known;
      const collection = this.catalog.prepare(database, name);
      this.catalog.add(view, collection);
      return collection;
    });
  }

  /** Changes a collection's form, after the transactions that use it have ended. */
  async change<T>(collection: Collection, action: (view: WritableView) => T): Promise<T> {
    return await this.write((view) => {
      for (const open of this.conflicts.openTransactions)
        if (open.collections.has(collection)) throw new BlockedBy(open);
      const value = action(view);
      collection.changedAt = this.conflicts.lastWrite;
      return value;
    });
  }

  /** Writes the file anew without anything that was deleted, also not in stored answers; see `Store.compact`. */
  async compact(): Promise<void> {
    await this.sessions.forgetDocuments((action) => this.write(action));
    await this.store.compact();
  }

  beginTransaction(): Transaction {
    const transaction = new Transaction(this.store.snapshot(), this.conflicts, Date.now() + transactionLifetime);
    void transaction.ended.then(() => this.cursors.closeOf(transaction));
    return transaction;
  }

  /** Commits the session's open transaction: all of it in one durable write, with the note that it was committed. */
  async commit(session: Session): Promise<void> {
    const { transaction } = session;
    if (session.state !== 'open' || !transaction) throw new Error('there is no transaction to commit');
    session.state = 'committing';
    const saving = transaction.isEmpty ? Promise.resolve() : this.#saveTransaction(session, transaction);
    session.commit = saving;
    try {
      await saving;
      session.state = 'committed';
    } catch (error) {
      session.state = 'aborted';
      throw error;
    } finally {
      session.transaction = undefined;
      session.commit = undefined;
      transaction.finish();
    }
  }

  async #saveTransaction(session: Session, transaction: Transaction): Promise<void> {
    await this.write((view) => {
      for (const { database, name } of transaction.created)
        if (this.catalog.find(database, name)) throw writeConflict();
      transaction.apply(view);
      for (const collection of transaction.created) this.catalog.add(view, collection);
      this.sessions.saveOutcome(view, session.id, { number: session.number, reply: Buffer.alloc(0) });
    });
  }

  /** Nothing of the failed commit is in the file, so memory must forget it too. */
  #afterLostCommit(): CommandError {
    this.catalog.load(this.store.live);
    return new CommandError(
      'OutOfDiskSpace',
      'the write could not be stored: the disk is full or refuses writes. Nothing of it was kept.',
    );
  }

  async close(): Promise<void> {
    this.sessions.close();
    await this.store.close();
  }
}
