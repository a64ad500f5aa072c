import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** When any of these files, or of the files below these folders, was last changed: milliseconds since 1970, or 0. */
export async function newestChange(paths: readonly string[]): Promise<number> {
  const times = await Promise.all(paths.map(changeOf));
  return Math.max(0, ...times);
}

async function changeOf(path: string): Promise<number> {
  const about = await stat(path).catch(() => null);
  if (!about) return 0;
  if (!about.isDirectory()) return about.mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await newestChange(files);
}
