import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Credentials {
  user: string;
  password: string;
}

/** Reads the folder's user and password, or makes a random one that only the folder's owner can read. */
export function credentialsOf(folder: string): Credentials {
  const file = path.join(folder, 'credentials.json');
  const credentials = { user: 'foyer', password: randomBytes(24).toString('base64url') };
  try {
    writeFileSync(file, `${JSON.stringify(credentials)}\n`, { flag: 'wx', mode: 0o600 });
    return credentials;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const stored: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof stored === 'object' && stored !== null && 'user' in stored && 'password' in stored) {
    return { user: String(stored.user), password: String(stored.password) };
  }
  throw new Error(`${file} does not hold a user and a password. Remove it to have new ones made.`);
}
