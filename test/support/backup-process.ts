import { backups } from '../../src/server/features/mail-backups/run-backup.ts';
import { startServer } from '../../src/server/main.ts';
import { loadConfig } from '../../src/server/platform/config.ts';

/** A Foyer of its own on the world's database that runs one backup, to be killed in the middle. */
const [, , databaseUri = '', backupId = '', env = '{}'] = process.argv;
const { services } = await startServer(loadConfig(JSON.parse(env) as Record<string, string>), { databaseUri });
await backups.run(services, backupId, new AbortController().signal);
process.exit(0);
