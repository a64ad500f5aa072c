import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { openDatabase } from './database/connect.ts';
import { connectDatabase } from './database/consistency.ts';
import { anchorSchema, verifyAnchor } from './server/features/audit/verify-anchor.ts';
import { type ChainReport, verifyChains } from './server/features/audit/verify-chain.ts';
import { ConfigError, readEnvironment, secretsKey } from './server/platform/config.ts';
import { createSecrets, hasKeptKey, keptKey } from './server/platform/secrets.ts';

const schema = z
  .object({
    NODE_ENV: z.string().default('development'),
    MONGODB_URI: z.string().optional(),
    DATA_DIR: z.string().default('./data'),
    SECRETS_KEY: secretsKey.optional(),
  })
  .refine(({ NODE_ENV, SECRETS_KEY }) => NODE_ENV !== 'production' || SECRETS_KEY, {
    path: ['SECRETS_KEY'],
    message: 'is missing, and NODE_ENV is production',
  });

/**
 * `npm run audit:verify [-- ANCHORS]`: recomputes the audit chain of every organization, and sees that it goes through the
 * ends in a file of anchors; ends with 1 when one does not hold.
 */
async function verify(): Promise<boolean> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { MONGODB_URI, DATA_DIR, SECRETS_KEY } = readEnvironment(schema, process.env);
  const keys = SECRETS_KEY ?? (hasKeptKey(DATA_DIR) ? [keptKey(DATA_DIR)] : null);
  const secrets = keys && createSecrets(keys);
  if (!secrets) process.stdout.write('SECRETS_KEY is missing: hashes are checked, and not who made them.\n');
  const database = await openDatabase({ mongodbUri: MONGODB_URI, dataDir: DATA_DIR });
  const db = await connectDatabase(database.uri);
  let holds = true;
  try {
    for await (const report of verifyChains({ db, ...(secrets && { secrets }) })) {
      for (const line of sentences(report)) process.stdout.write(`Organization ${report.organizationId}: ${line}\n`);
      holds &&= report.broken === null;
    }
    for (const anchor of await readAnchors(process.argv[2])) {
      if (!secrets) throw new ConfigError(['SECRETS_KEY is missing: without it an anchor proves nothing.']);
      for await (const { organizationId, at, outcome } of verifyAnchor({ db, secrets }, anchor)) {
        process.stdout.write(
          `${organizationId ? `Organization ${organizationId}` : 'Anchor'}: ${outcomes[outcome]} ${at}.\n`,
        );
        holds &&= outcome === 'holds' || outcome === 'closed';
      }
    }
  } finally {
    await db.close();
    await database.close();
  }
  return holds;
}

/** The bodies that came to `AUDIT_ANCHOR_URL`, a line each. */
async function readAnchors(file: string | undefined): Promise<z.infer<typeof anchorSchema>[]> {
  if (file === undefined) return [];
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => anchorSchema.parse(JSON.parse(line)));
}

const outcomes = {
  holds: 'the chain goes through where it ended on',
  moved: 'BROKEN, the chain does not go through where it ended on',
  closed: 'was closed since',
  unproved: 'BROKEN, no key of Foyer’s proves that of',
} as const;

const reasons = {
  changed: 'was changed',
  missing: 'is missing',
  inserted: 'was inserted',
  cut_off: 'and those after it were cut off',
  unproved: 'is proved by no key of Foyer’s',
  moved_end: 'would stand behind an end that no key of Foyer’s proves',
  planted: 'is to be one that Foyer has not written',
} as const;

function* sentences({ entries, head, unkeyed, broken, unsealed }: ChainReport): Iterable<string> {
  if (broken) yield `BROKEN, entry ${broken.sequence} ${reasons[broken.reason]}.`;
  else yield `the chain of ${entries} entries holds.`;
  if (!head) yield 'nothing says where its chain ends (audit-heads).';
  else if (head.sequence > 0) yield `its head is entry ${head.sequence}, ${head.hash}.`;
  if (unkeyed > 0) yield `its first ${unkeyed} entries are older than keys; whatever came later builds on them.`;
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
