import { existsSync } from 'node:fs';
import { z } from 'zod';
import { openDatabase } from './database/connect.ts';
import { connectDatabase } from './database/consistency.ts';
import { type ChainReport, verifyChains } from './server/features/audit/verify-chain.ts';
import { ConfigError, readEnvironment } from './server/platform/config.ts';

const schema = z.object({ MONGODB_URI: z.string().optional(), DATA_DIR: z.string().default('./data') });

/** `npm run audit:verify`: recomputes the audit chain of every organization; ends with 1 when one does not hold. */
async function verify(): Promise<boolean> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { MONGODB_URI, DATA_DIR } = readEnvironment(schema, process.env);
  const database = await openDatabase({ mongodbUri: MONGODB_URI, dataDir: DATA_DIR });
  const db = await connectDatabase(database.uri);
  let holds = true;
  try {
    for await (const report of verifyChains({ db })) {
      process.stdout.write(`${sentence(report)}\n`);
      holds &&= report.broken === null;
    }
  } finally {
    await db.close();
    await database.close();
  }
  return holds;
}

const reasons = {
  changed: 'was changed',
  missing: 'is missing',
  inserted: 'was inserted',
  cut_off: 'and those after it were cut off',
} as const;

function sentence({ organizationId, entries, broken }: ChainReport): string {
  if (!broken) return `Organization ${organizationId}: the chain of ${entries} entries holds.`;
  return `Organization ${organizationId}: BROKEN, entry ${broken.sequence} ${reasons[broken.reason]}.`;
}

try {
  process.exitCode = (await verify()) ? 0 : 1;
} catch (error) {
  const text = error instanceof ConfigError ? error.sentences.join('\n') : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
