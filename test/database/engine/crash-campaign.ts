import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { startEmbeddedDatabase } from '../../../src/database/embedded/server.ts';

const program = fileURLToPath(new URL('./writer.ts', import.meta.url));
const states = ['inserted', 'updated', 'moved'] as const;

/** Everything that was acknowledged in the rounds so far: the newest state of each key. */
export type Acknowledged = Map<string, string>;

/**
 * One round: lets a process write to the folder, kills it without warning once so many writes are acknowledged and others under way, opens the
 * folder and looks whether everything that was acknowledged is there, and nothing is there by half.
 */
export async function crashRound(
  folder: string,
  round: number,
  writes: number,
  acknowledged: Acknowledged,
): Promise<void> {
  const writer = spawn(process.execPath, ['scripts/run.mjs', program, folder, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await letWrite(writer, writes, acknowledged);
  await check(folder, acknowledged);
}

async function letWrite(writer: ChildProcess, writes: number, acknowledged: Acknowledged): Promise<void> {
  let rest = '';
  let left = writes;
  writer.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [state = '', key = ''] = line.split(' ');
      if (!states.some((known) => known === state)) continue;
      acknowledged.set(key, state);
      if (--left === 0) writer.kill('SIGKILL');
    }
  });
  const signal = await new Promise((resolve) => writer.once('close', (_, killedBy) => resolve(killedBy)));
  assert.equal(signal, 'SIGKILL', 'the writer ended by itself');
}

async function check(folder: string, acknowledged: Acknowledged): Promise<void> {
  const database = await startEmbeddedDatabase({ dataDir: folder });
  const client = await new MongoClient(database.uri).connect();
  try {
    const db = client.db('crash');
    const stored = new Map<string, string>();
    for await (const { key, state } of db.collection('log').find()) stored.set(key, state);
    for (const [key, state] of acknowledged) {
      const found = stored.get(key);
      assert.ok(
        found === state || (state === 'inserted' && found === 'updated'),
        `${key} was acknowledged as ${state} and is ${found}`,
      );
    }
    const accounts = await db.collection('accounts').find().toArray();
    assert.equal(accounts.length, 10);
    assert.equal(
      accounts.reduce((sum, { balance }) => sum + balance, 0),
      1000,
      'a transaction was stored by half',
    );
    for (const [name, field] of [
      ['log', 'key'],
      ['accounts', 'name'],
    ] as const) {
      const byIndex = await db
        .collection(name)
        .find({}, { hint: { [field]: 1 } })
        .toArray();
      const byScan = await db
        .collection(name)
        .find({}, { hint: { $natural: 1 } })
        .toArray();
      assert.deepEqual(
        byIndex.map((each) => each[field]).sort(),
        byScan.map((each) => each[field]).sort(),
        'index and documents differ',
      );
    }
  } finally {
    await client.close();
    await database.close();
  }
}
