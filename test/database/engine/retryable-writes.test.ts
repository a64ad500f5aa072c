import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Binary, type Document, Long } from 'bson';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../../src/database/embedded/server.ts';
import { RawClient } from './raw-client.ts';
import { temporaryFolder } from './support.ts';

describe('embedded database: writes that are sent again', () => {
  let folder: string;
  let database: EmbeddedDatabase;
  let client: RawClient;
  before(async () => {
    folder = await temporaryFolder();
    await start();
  });
  after(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function start() {
    database = await startEmbeddedDatabase({ dataDir: folder });
    client = await RawClient.open(database.uri);
  }
  async function stop() {
    client.close();
    await database.close();
  }
  const session = () => ({ id: new Binary(randomBytes(16), Binary.SUBTYPE_UUID) });
  const n = async (collection: string) => (await client.run({ count: collection })).n;

  it('are done once and answered the same', async () => {
    const numbered = { lsid: session(), txnNumber: Long.fromNumber(1) };
    const insert = { insert: 'a', documents: [{ _id: 1, n: 0 }, { _id: 2 }], ...numbered };
    const [first, second] = [await client.run(insert), await client.run(insert)];
    assert.deepEqual([first.n, second.n, second.writeErrors], [2, 2, undefined]);
    const update = {
      update: 'a',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }],
      lsid: numbered.lsid,
      txnNumber: Long.fromNumber(2),
    };
    for (let again = 0; again < 3; again++) assert.equal((await client.run(update)).nModified, 1);
    assert.equal(await value(), 1);
    const modify = {
      findAndModify: 'a',
      query: { _id: 1 },
      update: { $inc: { n: 1 } },
      new: true,
      lsid: numbered.lsid,
      txnNumber: Long.fromNumber(3),
    };
    for (let again = 0; again < 3; again++) assert.equal((await client.run(modify)).value.n, 2);
    assert.equal(await value(), 2);
  });

  it('are done once also when they come again at the same moment on another connection', async () => {
    const insert = {
      update: 'a',
      updates: [{ q: { _id: 1 }, u: { $inc: { m: 1 } } }],
      lsid: session(),
      txnNumber: Long.fromNumber(1),
    };
    const others = await Promise.all(Array.from({ length: 5 }, () => RawClient.open(database.uri)));
    const answers = await Promise.all(others.map((other) => other.run(insert)));
    for (const other of others) other.close();
    assert.deepEqual(
      answers.map(({ nModified }) => nModified),
      [1, 1, 1, 1, 1],
    );
    const found: Document = await client.run({ find: 'a', filter: { _id: 1 } });
    assert.equal(found.cursor.firstBatch[0].m, 1);
  });

  it('are remembered over a restart', async () => {
    const insert = { insert: 'b', documents: [{ a: 1 }], lsid: session(), txnNumber: Long.fromNumber(7) };
    await client.run(insert);
    await stop();
    await start();
    assert.equal((await client.run(insert)).n, 1);
    assert.equal(await n('b'), 1);
  });

  it('are refused with a number that is over', async () => {
    const lsid = session();
    await client.run({ insert: 'c', documents: [{}], lsid, txnNumber: Long.fromNumber(5) });
    assert.equal((await client.run({ insert: 'c', documents: [{}], lsid, txnNumber: Long.fromNumber(4) })).code, 225);
    assert.equal(await n('c'), 1);
  });

  it('leave a commit that is sent again after a restart as it was', async () => {
    const numbers = { lsid: session(), txnNumber: Long.fromNumber(1), autocommit: false };
    assert.equal((await client.run({ insert: 'd', documents: [{}], ...numbers, startTransaction: true })).ok, 1);
    assert.equal((await client.run({ commitTransaction: 1, ...numbers, $db: 'admin' })).ok, 1);
    assert.equal((await client.run({ commitTransaction: 1, ...numbers, $db: 'admin' })).ok, 1);
    await stop();
    await start();
    assert.equal((await client.run({ commitTransaction: 1, ...numbers, $db: 'admin' })).ok, 1);
    assert.equal(await n('d'), 1);
    const unknown = { ...numbers, txnNumber: Long.fromNumber(2) };
    const refused = await client.run({ commitTransaction: 1, ...unknown, $db: 'admin' });
    assert.deepEqual([refused.code, refused.errorLabels], [251, ['TransientTransactionError']]);
  });

  async function value() {
    return (await client.run({ find: 'a', filter: { _id: 1 } })).cursor.firstBatch[0].n;
  }
});
