import { existsSync } from 'node:fs';
import { openDatabase } from './database/connect.ts';
import { connectDatabase } from './database/consistency.ts';
import { ConfigError, loadConfig } from './server/platform/config.ts';
import { createSecrets } from './server/platform/secrets.ts';
import { rotateSecrets } from './server/rotate-secrets.ts';

/** `npm run secrets:rotate`: seals everything with the first key of `SECRETS_KEY`; after that the others can go. */
async function rotate(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { MONGODB_URI, DATA_DIR, SECRETS_KEY } = loadConfig(process.env);
  if (!SECRETS_KEY) throw new ConfigError(['SECRETS_KEY is missing: the new key, a comma, and the key from before.']);
  const database = await openDatabase({ mongodbUri: MONGODB_URI, dataDir: DATA_DIR });
  const db = await connectDatabase(database.uri);
  try {
    const counts = await rotateSecrets({ db, secrets: createSecrets(SECRETS_KEY) });
    for (const [collection, count] of counts)
      process.stdout.write(`${collection}: ${count} sealed with the new key.\n`);
    process.stdout.write('Every secret opens with the first key now; the others can be taken out of SECRETS_KEY.\n');
  } finally {
    await db.close();
    await database.close();
  }
}

try {
  await rotate();
} catch (error) {
  const text = error instanceof ConfigError ? error.sentences.join('\n') : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
