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
      for (const line of sentences(report)) process.stdout.write(`Organization ${report.organizationId}: ${line}\n`);
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

function* sentences({ entries, broken, unsealed }: ChainReport): Iterable<string> {
  if (broken) yield `BROKEN, entry ${broken.sequence} ${reasons[broken.reason]}.`;
  else yield `the chain of ${entries} entries holds.`;
  if (unsealed)
    yield `${unsealed.entries} entries are not sealed yet, the oldest since ${unsealed.since.toISOString()}.`;
}

try {
  process.exitCode = (await verify()) ? 0 : 1;
} catch (error) {
  const text = error instanceof ConfigError ? error.sentences.join('\n') : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
