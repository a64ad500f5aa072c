import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Has the file, or the folder's list of files, written to disk. */
export function syncFile(file: string): void {
  const handle = openSync(file, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
