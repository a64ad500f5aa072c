import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { startEmbeddedDatabase } from '../../../src/database/embedded/server.ts';
import { type Acknowledged, crashRound } from './crash-campaign.ts';
import { failure, temporaryFolder } from './support.ts';

const run = promisify(execFile);
const source = (name: string) => fileURLToPath(new URL(`../../../src/database/${name}`, import.meta.url));

/** Runs a program of `npm run …` in a process of its own. */
async function runProgram(name: string, args: string[], dataDir: string) {
  try {
    const { stdout } = await run(process.execPath, ['scripts/run.mjs', source(name), ...args], {
      env: { ...process.env, DATA_DIR: dataDir },
    });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr };
  }
}

describe('embedded database: what is kept', function () {
  // These start processes.
  this.timeout(120_000);
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('loses nothing that was acknowledged when its process is killed', async () => {
    const acknowledged: Acknowledged = new Map();
    for (let round = 0; round < 4; round++)
      await crashRound(folder, round, 10 + Math.floor(Math.random() * 60), acknowledged);
    assert.ok(acknowledged.size > 20);
  });

  it('starts at the last commit when the power went while pages of the next were written', async () => {
    const file = path.join(folder, 'database', 'store', 'data.mdb');
    let before = Buffer.alloc(0);
    let after = Buffer.alloc(0);
    await withClient(path.join(folder, 'database'), async (client) => {
      const things = client.db('kept').collection('things');
      await things.createIndex({ n: 1 }, { unique: true });
      for (let n = 0; n < 50; n++) await things.insertOne({ n, text: 'x'.repeat(500) });
      before = await readFile(file);
      await things.updateMany({}, { $set: { text: 'y'.repeat(700) }, $inc: { n: 1000 } });
      after = await readFile(file);
    });
    // The first two pages say which state counts and are written last; of the others every second one got to the disk.
    const torn = Buffer.from(after);
    before.copy(torn, 0, 0, 2 * 4096);
    for (let page = 2, changed = 0; page * 4096 < torn.length; page++) {
      const [start, end] = [page * 4096, (page + 1) * 4096];
      if (!before.subarray(start, end).equals(after.subarray(start, end)) && changed++ % 2 === 0)
        torn.fill(0x5a, start, end);
    }
    await writeFile(file, torn);
    await withClient(path.join(folder, 'database'), async (client) => {
      const things = client.db('kept').collection('things');
      const found = await things
        .find({ n: { $gte: 0 } })
        .hint('n_1')
        .toArray();
      assert.deepEqual(
        found.map(({ n, text }) => [n, text[0]]),
        Array.from({ length: 50 }, (_, n) => [n, 'x']),
      );
      assert.equal((await things.updateMany({}, { $inc: { n: 1000 } })).modifiedCount, 50);
    });
  });

  it('refuses a second process on the same folder with a sentence', async () => {
    const database = await startEmbeddedDatabase({ dataDir: path.join(folder, 'database') });
    const second = await runProgram('cli.ts', ['--data', path.join(folder, 'database')], folder);
    assert.equal(second.code, 1);
    assert.match(second.output, new RegExp(`^The database folder .* is in use by process ${process.pid}\\.`));
    const here = await failure(startEmbeddedDatabase({ dataDir: path.join(folder, 'database') }));
    assert.match(here.message, /in use/);
    await database.close();
    await (await startEmbeddedDatabase({ dataDir: path.join(folder, 'database') })).close();
  });

  it('takes over the lock of a process that is gone', async () => {
    await writeFile(path.join(folder, 'foyer.lock'), JSON.stringify({ pid: 1, birth: 'another boot:1' }));
    await (await startEmbeddedDatabase({ dataDir: folder })).close();
    await writeFile(path.join(folder, 'foyer.lock'), 'not even JSON');
    await (await startEmbeddedDatabase({ dataDir: folder })).close();
    assert.deepEqual((await readdir(folder)).sort(), ['credentials.json', 'store']);
  });

  it('keeps its password to itself, and the same over restarts', async () => {
    const first = await startEmbeddedDatabase({ dataDir: folder });
    await first.close();
    const second = await startEmbeddedDatabase({ dataDir: folder });
    await second.close();
    assert.equal(new URL(first.uri).password, new URL(second.uri).password);
    assert.equal((await stat(path.join(folder, 'credentials.json'))).mode & 0o777, 0o600);
  });

  it('answers with an error when the disk is full, loses nothing and goes on', async () => {
    const program = fileURLToPath(new URL('./full-disk.ts', import.meta.url));
    // A limit on the size of files stands for a full disk: the system refuses to write any further.
    const limited = `trap '' XFSZ; ulimit -f 6000; exec "$0" scripts/run.mjs "$1" "$2"`;
    const { stdout } = await run('bash', ['-c', limited, process.execPath, program, folder]);
    const { stored, code, counted, deletedCount } = JSON.parse(stdout);
    assert.deepEqual({ code, counted, deletedCount }, { code: 14031, counted: stored, deletedCount: 10 });
    await withClient(folder, async (client) => {
      assert.equal(await client.db('full').collection('things').countDocuments(), stored - 10 + 1);
    });
  });

  it('is copied while it runs, and put back', async () => {
    const data = path.join(folder, 'database');
    const backup = path.join(folder, 'backup');
    const database = await startEmbeddedDatabase({ dataDir: data });
    const client = await new MongoClient(database.uri).connect();
    const things = client.db('kept').collection('things');
    await things.createIndex({ n: 1 }, { unique: true });
    await things.insertMany(Array.from({ length: 500 }, (_, n) => ({ n })));
    assert.equal((await runProgram('cli-backup.ts', [backup], folder)).code, 0);
    assert.match((await runProgram('cli-backup.ts', [backup], folder)).output, /not empty/);
    await things.deleteMany({ n: { $lt: 400 } });
    assert.match((await runProgram('cli-restore.ts', [backup], folder)).output, /in use/);
    await client.close();
    await database.close();
    const restored = await runProgram('cli-restore.ts', [backup], folder);
    assert.equal(restored.code, 0, restored.output);
    await withClient(data, async (again) => {
      assert.equal(await again.db('kept').collection('things').countDocuments(), 500);
      assert.equal((await failure(again.db('kept').collection('things').insertOne({ n: 7 }))).code, 11000);
    });
  });

  it('refuses to restore what is no backup, and leaves everything as it was', async () => {
    const data = path.join(folder, 'database');
    await withClient(data, async (client) => {
      await client.db('kept').collection('things').insertOne({});
    });
    await mkdir(path.join(folder, 'broken', 'store'), { recursive: true });
    await writeFile(path.join(folder, 'broken', 'store', 'data.mdb'), 'this is no database');
    assert.equal((await runProgram('cli-restore.ts', [path.join(folder, 'broken')], folder)).code, 1);
    assert.match((await runProgram('cli-restore.ts', [path.join(folder, 'nothing')], folder)).output, /no backup/);
    await withClient(data, async (client) =>
      assert.equal(await client.db('kept').collection('things').countDocuments(), 1),
    );
  });
});

async function withClient(dataDir: string, use: (client: MongoClient) => Promise<unknown>): Promise<void> {
  const database = await startEmbeddedDatabase({ dataDir });
  const client = await new MongoClient(database.uri).connect();
  await use(client).finally(async () => {
    await client.close();
    await database.close();
  });
}
