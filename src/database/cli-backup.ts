import path from 'node:path';
import { backUp } from './embedded/storage/backup.ts';

/** `npm run backup -- DIR`: a copy of the embedded database (of DATA_DIR), also while Foyer runs. */
const target = process.argv[2];
try {
  if (!target || target.startsWith('-')) throw new Error('Usage: npm run backup -- DIR');
  await backUp(path.join(process.env.DATA_DIR ?? 'data', 'database'), target);
  process.stdout.write(`The database was copied to ${target}.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
