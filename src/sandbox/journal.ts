import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lines that are only ever added, and read again at the next start. */
export interface Journal<T> {
  read(): T[];
  append(entry: T): void;
}

/**
 * One JSON value a line in `dataDir/name`. Without a folder nothing is kept.
 * A last line that a crash cut short is left out.
 */
export function openJournal<T>(dataDir: string | undefined, name: string): Journal<T> {
  if (dataDir === undefined) return { read: () => [], append: () => undefined };
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, name);
  return {
    read() {
      if (!existsSync(file)) return [];
      const lines = readFileSync(file, 'utf8').split('\n');
      const unfinished = lines.pop();
      if (unfinished !== '') appendFileSync(file, '\n');
      return lines.flatMap((line) => parsed<T>(line));
    },
    append(entry) {
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
    },
  };
}

function parsed<T>(line: string): T[] {
  try {
    return [JSON.parse(line) as T];
  } catch {
    return [];
  }
}
