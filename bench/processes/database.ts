import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedDatabase } from '../../src/database/embedded/server.ts';
import { answerQuestions } from './child.ts';
import { processInput } from './start-process.ts';

export interface DatabaseAddress {
  uri: string;
}

/** The embedded database alone, as `npm run database` runs it. */
const { dataDir } = processInput<{ dataDir: string }>();
const database = await startEmbeddedDatabase({ dataDir, log: console.error });
const ready: DatabaseAddress = { uri: database.uri };
answerQuestions(ready, { bytesOnDisk: () => bytesBelow(dataDir), stop: database.close });

/** What the files below a folder take up. */
async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
