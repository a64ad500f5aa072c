import path from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { makeDraft, removeDrafts, replaceBy } from './compaction.ts';
import { checkFile } from './file-check.ts';
import { type ClaimGuard, LiveView, SnapshotView } from './lmdb-view.ts';
import type { Table, View, WritableView } from './view.ts';

/** Address space kept for the file, in bytes; the file itself grows with its content. */
const mapSize = 2 ** 36;

export type Tables = Record<Table, Database<Buffer, Buffer>>;

/** The file as it is open. */
interface StoreFile {
  root: RootDatabase<Buffer, Buffer>;
  tables: Tables;
  /** Snapshots that nobody has released yet. */
  snapshots: number;
  whenFree: (() => void) | undefined;
}

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
  readonly #folder: string;
  readonly #live: LiveView;
  #file: StoreFile;
  /** Files that were replaced and are still read. */
  readonly #retired = new Set<Promise<void>>();
  /** Writes that have begun and not ended. */
  #writes = 0;
  #whenIdle: (() => void) | undefined;
  /** While the file is compacted: resolves when writes may go on. */
  #pause: Promise<void> | undefined;

  constructor(folder: string, guard: ClaimGuard) {
    removeDrafts(folder);
    checkFile(path.join(folder, 'data.mdb'));
    this.#folder = folder;
    this.#file = openFile(folder);
    this.#live = new LiveView(() => this.#file.tables, guard);
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
    while (this.#pause) await this.#pause;
    this.#writes += 1;
    let result: { value: T } | undefined;
    try {
      await this.#file.root.childTransaction(() => {
        result = { value: action(this.#live) };
      });
    } catch (error) {
      throw result ? new CommitLost(await reasonOf(error)) : error;
    } finally {
      this.#writes -= 1;
      if (this.#writes === 0) this.#whenIdle?.();
    }
    if (!result) throw new CommitLost(undefined);
    return result.value;
  }

  /** The state committed now, kept until `release`. */
  snapshot(): Snapshot {
    const file = this.#file;
    file.root.resetReadTxn();
    // biome-ignore lint/correctness/useHookAtTopLevel: LMDB's method only looks like a hook of React by its name
    const transaction = file.root.useReadTransaction();
    file.snapshots += 1;
    return {
      view: new SnapshotView(file.tables, transaction),
      release() {
        transaction.done();
        file.snapshots -= 1;
        if (file.snapshots === 0) file.whenFree?.();
      },
    };
  }

  /**
   * Writes the file anew, entry by entry: afterwards the folder has nothing of what was deleted. LMDB's own compacting
   * copy keeps whole pages, and so the rest of longer values and keys that once parted two pages. Writes wait meanwhile, reads go on; snapshots end as they began.
   */
  async compact(): Promise<void> {
    while (this.#pause) await this.#pause;
    let goOn = () => {};
    this.#pause = new Promise((resolve) => {
      goOn = resolve;
    });
    const draft = makeDraft(this.#folder);
    try {
      await this.#idle();
      const before = this.#file;
      const copy = openFile(draft);
      try {
        await copyEntries(before, copy);
        replaceBy(draft, this.#folder);
      } catch (error) {
        await copy.root.close();
        throw error;
      }
      this.#file = copy;
      this.#retire(before);
    } finally {
      removeDrafts(this.#folder);
      this.#pause = undefined;
      goOn();
    }
  }

  /** Resolves when no write is under way. */
  async #idle(): Promise<void> {
    if (this.#writes === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
    });
    this.#whenIdle = undefined;
  }

  /** Closes a file that was replaced, once nobody reads it any more. */
  #retire(file: StoreFile): void {
    const closing = new Promise<void>((resolve) => {
      file.whenFree = resolve;
      if (file.snapshots === 0) resolve();
    }).then(() => file.root.close());
    const retired = closing.finally(() => this.#retired.delete(retired));
    this.#retired.add(retired);
  }

  async close(): Promise<void> {
    while (this.#pause) await this.#pause;
    await Promise.all(this.#retired);
    await this.#file.root.close();
  }
}

/** Entries that are copied in one commit. */
const copiedAtOnce = 2000;

async function copyEntries(from: StoreFile, to: StoreFile): Promise<void> {
  for (const table of ['documents', 'indexes', 'system'] as const) {
    let last: Buffer | undefined;
    do {
      const behind = last ? { start: last, exclusiveStart: true } : {};
      const entries = [...from.tables[table].getRange({ ...behind, limit: copiedAtOnce })];
      await to.root.childTransaction(() => {
        for (const { key, value } of entries) to.tables[table].put(key, value);
      });
      last = entries.at(-1)?.key;
    } while (last);
  }
}

function openFile(folder: string): StoreFile {
  // Without overlapping sync LMDB commits in its classic order: data synced, then the page that points at it.
  const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
  const root = open<Buffer, Buffer>({
    path: folder,
    maxDbs: 8,
    maxReaders: 2048,
    mapSize,
    noSubdir: false,
    overlappingSync: false,
    eventTurnBatching: false,
    ...binary,
  });
  const tables = {
    documents: root.openDB('documents', binary),
    indexes: root.openDB('indexes', binary),
    system: root.openDB('system', binary),
  };
  return { root, tables, snapshots: 0, whenFree: undefined };
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
