import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Folders that this very process holds. */
const heldHere = new Set<string>();

interface Holder {
  pid: number;
  /** tells two processes with the same number apart, where the system can say (Linux) */
  birth: string;
}

/**
 * Takes the folder for this process, so that two never write to one file. Survives `kill -9`: a lock whose process has
 * gone is taken over. Returns what gives the folder back. Throws an Error with a sentence when another process has it.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(path.resolve(folder), 'foyer.lock');
  const me: Holder = { pid: process.pid, birth: birthOf(process.pid) };
  for (let attempt = 0; attempt < 10; attempt++) {
    if (heldHere.has(file)) throw inUse(folder, me.pid);
    if (createWhole(file, JSON.stringify(me))) {
      heldHere.add(file);
      return () => {
        heldHere.delete(file);
        rmSync(file, { force: true });
      };
    }
    takeAway(file, folder);
  }
  throw new Error(`The database folder ${folder} could not be locked.`);
}

/** Creates the file with its content in one step; false when it is there already. */
function createWhole(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a lock whose process is gone. Moving it first lets only one of several processes win. */
function takeAway(file: string, folder: string): void {
  const holder = readHolder(file);
  if (holder && isAlive(holder)) throw inUse(folder, holder.pid);
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved && isAlive(moved)) {
    renameSync(aside, file);
    throw inUse(folder, moved.pid);
  }
  rmSync(aside, { force: true });
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('birth' in holder)) return undefined;
    return typeof holder.pid === 'number' && typeof holder.birth === 'string'
      ? { pid: holder.pid, birth: holder.birth }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  // The number of this process in a lock that it does not hold is a leftover: a container gives out the same number again.
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return birthOf(holder.pid) === holder.birth;
}

/** The boot of the system and the moment within it that the process started; empty where /proc does not exist. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${started}`;
  } catch {
    return '';
  }
}

function inUse(folder: string, pid: number): Error {
  return new Error(
    `The database folder ${folder} is in use by process ${pid}. Stop that process first, or use another folder.`,
  );
}
