import yazl from 'yazl';
import type { Content } from './contents.ts';

/** Bytes of one part of the file. */
const PART_SIZE = 512 * 1024;

interface ZipOptions {
  /** Of the entries. */
  at: Date;
  /** Takes the file, part by part. When it throws, so does `writeZip`. */
  onPart(bytes: Buffer): Promise<void>;
  onDocument(): void;
}

/** Writes files into one ZIP while they are read: what is in memory does not grow with them. */
export async function writeZip(contents: readonly Content[], { at, onPart, onDocument }: ZipOptions): Promise<void> {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as NodeJS.ReadableStream & { destroy(error?: Error): void };
  // What goes wrong with one of the files ends the reading of all.
  zip.on('error', (error: Error) => output.destroy(error));
  for (const { name, open } of contents) {
    zip.addReadStreamLazy(name, { mtime: at }, (give) => {
      const stream = open(onDocument);
      stream.once('error', (error) => output.destroy(error));
      give(null, stream);
    });
  }
  zip.end();
  let part: Buffer[] = [];
  let size = 0;
  for await (const bytes of output as AsyncIterable<Buffer>) {
    part.push(bytes);
    size += bytes.length;
    if (size < PART_SIZE) continue;
    await onPart(Buffer.concat(part));
    part = [];
    size = 0;
  }
  if (size > 0) await onPart(Buffer.concat(part));
}
