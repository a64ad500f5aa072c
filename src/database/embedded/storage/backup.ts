import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { open } from 'lmdb';
import { checkFile } from './file-check.ts';
import { lockFolder } from './folder-lock.ts';
import { syncFile } from './sync-file.ts';

const storeName = 'store';
const dataFile = 'data.mdb';

/**
 * Writes a copy of the database in `folder` to `target`, which must be new or empty. The database may be in use: the copy
 * is its state at one moment. `target` gets the copy only when that is whole and on disk.
 */
export async function backUp(folder: string, target: string): Promise<void> {
  const source = path.join(folder, storeName);
  if (!existsSync(path.join(source, dataFile))) throw new Error(`There is no database in ${folder}.`);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  if (readdirSync(target).length > 0) throw new Error(`The folder ${target} is not empty.`);
  const draft = path.join(target, `${storeName}-unfinished`);
  mkdirSync(draft);
  const store = open({ path: source, readOnly: true, noSubdir: false, overlappingSync: false, encoding: 'binary' });
  try {
    await store.backup(draft, true);
  } finally {
    await store.close();
  }
  syncFile(path.join(draft, dataFile));
  renameSync(draft, path.join(target, storeName));
  syncFile(target);
}

/**
 * Puts a copy that `backUp` wrote in the place of the database in `folder`. What was there is kept beside it.
 * @returns where it is kept; undefined when there was nothing
 * @throws Error with a sentence when the folder is in use, or there is no backup
 */
export async function restore(backup: string, folder: string): Promise<string | undefined> {
  const source = path.join(backup, storeName, dataFile);
  if (!existsSync(source)) throw new Error(`There is no backup in ${backup}.`);
  checkFile(source, true);
  const unlock = lockFolder(folder);
  try {
    const draft = path.join(folder, `${storeName}-unfinished`);
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft);
    copyFileSync(source, path.join(draft, dataFile));
    syncFile(path.join(draft, dataFile));
    await checkReadable(draft);
    const store = path.join(folder, storeName);
    const kept = existsSync(store) ? `${store}-before-${new Date().toISOString().replaceAll(':', '-')}` : undefined;
    if (kept) renameSync(store, kept);
    renameSync(draft, store);
    syncFile(folder);
    return kept;
  } finally {
    unlock();
  }
}

/** Opens a copy and reads its tables, so that a damaged one is found before it takes the place of anything. */
async function checkReadable(folder: string): Promise<void> {
  const store = open({
    path: folder,
    maxDbs: 8,
    noSubdir: false,
    overlappingSync: false,
    encoding: 'binary',
    keyEncoding: 'binary',
  });
  try {
    for (const name of ['documents', 'indexes', 'system'])
      store.openDB({ name, encoding: 'binary', keyEncoding: 'binary' }).getKeysCount();
  } finally {
    await store.close();
  }
}
