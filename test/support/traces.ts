import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type mongoose from 'mongoose';

/** Where one of these words stands: `collection: document`, as far as anybody could find it by looking through. */
export async function tracesIn(
  db: mongoose.Connection,
  words: readonly string[],
  except: readonly string[] = [],
): Promise<string[]> {
  const found: string[] = [];
  for (const collection of (await db.db?.collections()) ?? []) {
    if (except.includes(collection.collectionName)) continue;
    for await (const document of collection.find()) {
      const text = JSON.stringify(document).toLowerCase();
      const word = words.find((each) => text.includes(each.toLowerCase()));
      if (word) found.push(`${collection.collectionName}: ${word} in ${text}`);
    }
  }
  return found;
}

/** The files below a folder in which one of these words stands, as UTF-8 or as the bytes of a hexadecimal id. */
export async function tracesInFiles(folder: string, words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    for (const word of words) {
      const patterns = [
        Buffer.from(word),
        Buffer.from(word.toLowerCase()),
        ...(/^[0-9a-f]{24}$/.test(word) ? [Buffer.from(word, 'hex')] : []),
      ];
      if (patterns.some((pattern) => bytes.includes(pattern))) found.push(`${file}: ${word}`);
    }
  }
  return found;
}

/** Every document, by collection and id, of those that carry an organization's id. */
export async function everythingOf(db: mongoose.Connection, organizationId: string): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  for (const collection of (await db.db?.collections()) ?? []) {
    for await (const document of collection.find()) {
      const text = JSON.stringify(document);
      if (text.includes(organizationId)) documents.set(`${collection.collectionName}/${document._id}`, text);
    }
  }
  return documents;
}
