import path from 'node:path';
import { restore } from './embedded/storage/backup.ts';

/** `npm run restore -- DIR`: puts a backup in the place of the embedded database (of DATA_DIR). Foyer must not run. */
const backup = process.argv[2];
try {
  if (!backup || backup.startsWith('-')) throw new Error('Usage: npm run restore -- DIR');
  const kept = await restore(backup, path.join(process.env.DATA_DIR ?? 'data', 'database'));
  process.stdout.write(`The database was restored from ${backup}.\n`);
  if (kept) process.stdout.write(`What was there before is kept in ${kept}.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
