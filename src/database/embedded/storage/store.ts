import path from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { checkFile } from './file-check.ts';
import { type ClaimGuard, LiveView, SnapshotView } from './lmdb-view.ts';
import type { Table, View, WritableView } from './view.ts';

/** Address space kept for the file, in bytes; the file itself grows with its content. */
const mapSize = 2 ** 36;

export type Tables = Record<Table, Database<Buffer, Buffer>>;

/** A state of the store that stays as it was until released. */
export interface Snapshot {
  view: View;
  release(): void;
}

/**
 * The LMDB file. All writes pass `write`, which LMDB groups: actions queued while a commit is being synced to disk share
 * the next commit.
 */
export class Store {
  readonly #root: RootDatabase<Buffer, Buffer>;
  readonly #tables: Tables;
  readonly #live: LiveView;

  constructor(folder: string, guard: ClaimGuard) {
    checkFile(path.join(folder, 'data.mdb'));
    // Without overlapping sync LMDB commits in its classic order: data synced, then the page that points at it.
    const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
    this.#root = open<Buffer, Buffer>({
      path: folder,
      maxDbs: 8,
      maxReaders: 2048,
      mapSize,
      noSubdir: false,
      overlappingSync: false,
      eventTurnBatching: false,
      ...binary,
    });
    this.#tables = {
      documents: this.#root.openDB('documents', binary),
      indexes: this.#root.openDB('indexes', binary),
      system: this.#root.openDB('system', binary),
    };
    this.#live = new LiveView(this.#tables, guard);
  }

  /** What is committed now; inside an action of `write`, what that action sees. */
  get live(): View {
    return this.#live;
  }

  /**
   * Runs `action` in a write transaction; resolves with its result once that is durable (fdatasync). When the action
   * throws, nothing of it is kept and the promise rejects with what it threw; when the disk refuses, with CommitLost.
   */
  async write<T>(action: (view: WritableView) => T): Promise<T> {
    let result: { value: T } | undefined;
    try {
      await this.#root.childTransaction(() => {
        result = { value: action(this.#live) };
      });
    } catch (error) {
      throw result ? new CommitLost(await reasonOf(error)) : error;
    }
    if (!result) throw new CommitLost(undefined);
    return result.value;
  }

  /** The state committed now, kept until `release`. */
  snapshot(): Snapshot {
    this.#root.resetReadTxn();
    // biome-ignore lint/correctness/useHookAtTopLevel: LMDB's method only looks like a hook of React by its name
    const transaction = this.#root.useReadTransaction();
    return { view: new SnapshotView(this.#tables, transaction), release: () => transaction.done() };
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}

/** A write ran but its commit failed, so that nothing of it is kept: the disk is full or broken. */
export class CommitLost extends Error {
  override name = 'CommitLost';

  constructor(cause: unknown) {
    super('the commit failed', { cause });
  }
}

/** LMDB names the reason of a failed commit in a second promise, which somebody has to take. */
async function reasonOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  return await Promise.resolve(error.commitError).catch((reason: unknown) => reason);
}
