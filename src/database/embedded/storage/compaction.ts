import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { syncFile } from './sync-file.ts';

/** LMDB's two files. */
const files = ['lock.mdb', 'data.mdb'];

/** A new folder beside the store's for the copy of a compaction. Each has a name of its own, for LMDB knows files by theirs. */
export function makeDraft(folder: string): string {
  const draft = `${draftPrefix(folder)}${randomBytes(6).toString('hex')}`;
  mkdirSync(draft, { mode: 0o700 });
  return draft;
}

/**
 * Puts the copy, which may be open, in the place of the store's file: whoever opens the store from then on opens the
 * copy, and after a crash one of the two is there, whole. The file that was there is gone once nobody has it open.
 */
export function replaceBy(draft: string, folder: string): void {
  syncFile(path.join(draft, 'data.mdb'));
  for (const file of files) renameSync(path.join(draft, file), path.join(folder, file));
  syncFile(folder);
  rmdirSync(draft);
}

/** Removes what a compaction has left that was cut off. */
export function removeDrafts(folder: string): void {
  const parent = path.dirname(folder);
  const prefix = path.basename(draftPrefix(folder));
  for (const name of listed(parent))
    if (name.startsWith(prefix)) rmSync(path.join(parent, name), { recursive: true, force: true });
}

function draftPrefix(folder: string): string {
  return `${folder}-compacted-`;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
