import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { startEmbeddedDatabase } from '../../../src/database/embedded/server.ts';
import { backUp } from '../../../src/database/embedded/storage/backup.ts';
import { tracesInFiles } from '../../support/traces.ts';
import { type Fixture, failure, startFixture, temporaryFolder } from './support.ts';

const things = (client: MongoClient) => client.db('kept').collection<{ _id: number; text: string }>('things');
const compact = (client: MongoClient) => client.db('kept').command({ compact: 'things' });

describe('embedded database: compact', function () {
  this.timeout(120_000);
  let fixture: Fixture;
  let client: MongoClient;
  beforeEach(async () => {
    fixture = await startFixture();
    client = fixture.client;
    await things(client).createIndex({ text: 1 });
    await things(client).insertMany(
      Array.from({ length: 300 }, (_, n) => ({
        _id: n,
        text: `${n % 2 ? 'Kestrel' : 'Osprey'} ${n} ${'x'.repeat(n * 9)}`,
      })),
    );
  });
  afterEach(() => fixture.stop());

  it('leaves nothing of what was deleted or changed in any file, and everything else as it was', async () => {
    await things(client).findOneAndUpdate({ _id: 1 }, { $set: { text: 'a short one' } });
    await things(client).deleteMany({ text: /^Kestrel/ });
    const left = await things(client).find().sort({ _id: 1 }).toArray();
    assert.ok((await tracesInFiles(fixture.folder, ['Kestrel'])).length > 0, 'deleted content stays until then');
    const { all, ok } = await compact(client);
    assert.deepEqual({ all, ok }, { all: true, ok: 1 });
    assert.deepEqual(await tracesInFiles(fixture.folder, ['Kestrel']), []);
    assert.deepEqual(await things(client).find().sort({ _id: 1 }).toArray(), left);
    const found = await things(client).find({ text: 'a short one' }).hint('text_1').toArray();
    assert.deepEqual(
      found.map(({ _id }) => _id),
      [1],
    );
    assert.deepEqual((await readdir(fixture.folder)).sort(), ['credentials.json', 'foyer.lock', 'store']);
  });

  it('lets reads, writes, transactions and cursors go on meanwhile, and loses none', async () => {
    const session = client.startSession();
    session.startTransaction();
    const before = await things(client).countDocuments({}, { session });
    await things(client).insertOne({ _id: 9000, text: 'of the transaction' }, { session });
    const cursor = things(client).find().sort({ _id: 1 }).batchSize(10);
    await cursor.next();
    let written = 0;
    const write = async (from: number) => {
      for (let n = 0; n < 40; n++) {
        await things(client).insertOne({ _id: from + n, text: 'meanwhile' });
        written += 1;
      }
    };
    const compactions = (async () => {
      for (let n = 0; n < 4; n++) await compact(client);
    })();
    await Promise.all([write(1000), write(2000), write(3000), compactions]);
    // The transaction sees what was there when it began, in a file that was replaced four times.
    assert.equal(await things(client).countDocuments({}, { session }), before + 1);
    await session.commitTransaction();
    await session.endSession();
    assert.ok((await cursor.toArray()).length >= 299);
    assert.equal(await things(client).countDocuments(), 300 + written + 1);
  });

  it('is there after a restart, and in a backup', async () => {
    await things(client).deleteMany({ text: /^Kestrel/ });
    await compact(client);
    await things(client).insertOne({ _id: 5000, text: 'afterwards' });
    const copy = await temporaryFolder();
    await backUp(fixture.folder, path.join(copy, 'backup'));
    assert.deepEqual(await tracesInFiles(copy, ['Kestrel']), []);
    await client.close();
    await fixture.database.close();
    // A compaction that was cut off leaves its copy behind.
    const leftOver = path.join(fixture.folder, 'store-compacted-0123456789ab');
    await mkdir(leftOver);
    await writeFile(path.join(leftOver, 'data.mdb'), 'Kestrel');
    const again = await startEmbeddedDatabase({ dataDir: fixture.folder });
    const reader = await new MongoClient(again.uri).connect();
    assert.equal(await things(reader).countDocuments(), 151);
    assert.deepEqual(await tracesInFiles(fixture.folder, ['Kestrel']), []);
    await reader.close();
    await again.close();
  });

  it('refuses a collection that is not there', async () => {
    const { code } = await failure(client.db('kept').command({ compact: 'nothing' }));
    assert.equal(code, 26);
  });
});
