import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** Offsets within LMDB's two meta pages (struct MDB_meta of its data format 2), which follow a page header of 24 bytes. */
const magicAt = 24;
const magic = 0xbeefc0de;
const pageSizeAt = 48;
const lastPageAt = 144;
const transactionAt = 152;
const metaBytes = 160;

/**
 * Looks at the head of an LMDB file before LMDB does, because it ends the process for a file that is none of its own.
 * @param whole also make sure that no page is missing at the end: true of copies
 * @throws Error with a sentence
 */
export function checkFile(file: string, whole = false): void {
  if (!existsSync(file)) return;
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    if (size === 0) return;
    const first = readMeta(handle, 0);
    const pageSize = first.readUInt32LE(pageSizeAt);
    const second = readMeta(handle, Math.min(pageSize, 65536));
    const newest = first.readBigUInt64LE(transactionAt) > second.readBigUInt64LE(transactionAt) ? first : second;
    const end = (Number(newest.readBigUInt64LE(lastPageAt)) + 1) * pageSize;
    const isOurs = [first, second].every((meta) => meta.readUInt32LE(magicAt) === magic) && size >= 2 * pageSize;
    if (!isOurs || (whole && size < end)) throw new Error(`The file ${file} is no database, or it is damaged.`);
  } finally {
    closeSync(handle);
  }
}

function readMeta(handle: number, position: number): Buffer {
  const meta = Buffer.alloc(metaBytes);
  readSync(handle, meta, 0, metaBytes, position);
  return meta;
}
