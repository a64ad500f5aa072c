import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../../../src/database/connect.ts';
import { verifyChains } from '../../../../src/server/features/audit/verify-chain.ts';
import { startServer } from '../../../../src/server/main.ts';
import { after, HOUR } from '../../../../src/server/platform/clock.ts';
import { createLog } from '../../../../src/server/platform/log.ts';
import type { Services } from '../../../../src/server/platform/services.ts';
import { eventually } from '../../../support/eventually.ts';
import { campaignConfig } from './setting.ts';

const program = fileURLToPath(new URL('./writer.ts', import.meta.url));

/**
 * One round: lets a Foyer write to the folder, kills it without warning once so many changes are acknowledged, starts
 * another one there, and looks whether every entry that was written is in its chain, once.
 * @param dies `both`: the database is in the process that is killed; `foyer`: it goes on, and holds for up to a minute what
 *   a transaction of the dead process has locked (`transactionLifetimeLimitSeconds`).
 * @param acknowledged keys of the changes of all rounds so far; this round's are added.
 */
export async function auditCrashRound(
  { folder, round, changes, dies }: { folder: string; round: number; changes: number; dies: 'both' | 'foyer' },
  acknowledged: Set<string>,
): Promise<void> {
  const survivor = dies === 'foyer' ? await openDatabase({ dataDir: folder }) : null;
  await killWriter([folder, String(round), survivor?.uri ?? ''], changes, acknowledged);
  const database = survivor ?? (await openDatabase({ dataDir: folder }));
  // The dead process may have been sealing: an hour later nobody believes that it is.
  const clock = { now: () => after(new Date(), HOUR) };
  const log = createLog('silent');
  const server = await startServer(campaignConfig(folder), { databaseUri: database.uri, clock, log });
  try {
    await check(server.services, acknowledged);
  } finally {
    await server.close();
    await database.close();
  }
}

async function killWriter(args: string[], changes: number, acknowledged: Set<string>): Promise<void> {
  const writer = spawn(process.execPath, ['scripts/run.mjs', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(writer, 'close');
  let left = changes;
  for await (const line of createInterface(writer.stdout)) {
    acknowledged.add(line.replace('wrote ', ''));
    if (--left === 0) writer.kill('SIGKILL');
  }
  const [, signal] = await closed;
  assert.equal(signal, 'SIGKILL', 'the writer ended by itself');
}

type Db = Services['db'];

async function check({ db, secrets }: Services, acknowledged: ReadonlySet<string>): Promise<void> {
  await eventually(async () => {
    for await (const { unsealed } of verifyChains({ db, secrets })) assert.equal(unsealed, null);
  }, 150_000);
  let sealed = 0;
  for await (const { broken, entries } of verifyChains({ db, secrets })) {
    assert.equal(broken, null);
    sealed += entries;
  }
  const written = new Set(await keysOf(db, 'campaign', 'key'));
  for (const key of acknowledged) assert.ok(written.has(key), `${key} was acknowledged and is lost`);
  const told = new Map<string, number>();
  for (const key of await keysOf(db, 'audit-entries', 'target.id')) told.set(key, (told.get(key) ?? 0) + 1);
  for (const key of written) assert.equal(told.get(key), 2, `${key} has ${told.get(key)} entries`);
  assert.equal(sealed, written.size * 2, 'there are entries of changes that there are not');
}

async function keysOf(db: Db, collection: string, path: string): Promise<string[]> {
  const rows = await db.collection(collection).find().toArray();
  return rows.map((row) => (path === 'key' ? row.key : row.target.id) as string);
}
