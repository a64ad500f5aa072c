import assert from 'node:assert/strict';
import { type Collection, type Document, Long } from 'mongodb';
import { Deadline } from '../../../src/database/embedded/commands/deadline.ts';
import { type Fixture, failure, startFixture } from './support.ts';

describe('embedded database: cursors', () => {
  let fixture: Fixture;
  let things: Collection<Document>;
  before(async () => {
    fixture = await startFixture();
    things = fixture.client.db('cursors').collection('things');
    await things.insertMany(Array.from({ length: 1000 }, (_, n) => ({ _id: n as never, n, text: 'x'.repeat(100) })));
  });
  after(() => fixture.stop());

  const run = (command: Document) => fixture.client.db('cursors').command(command);
  const openCursors = async () => (await run({ serverStatus: 1 })).metrics.cursor.open.total;

  it('give 101 documents first, then what the client asks for, each once', async () => {
    const { cursor } = await run({ find: 'things', sort: { n: 1 } });
    assert.equal(cursor.firstBatch.length, 101);
    assert.equal(cursor.ns, 'cursors.things');
    const second = await run({ getMore: cursor.id, collection: 'things', batchSize: 50 });
    assert.deepEqual(
      second.cursor.nextBatch.map(({ n }: Document) => n),
      Array.from({ length: 50 }, (_, n) => n + 101),
    );
    const last = await run({ getMore: cursor.id, collection: 'things' });
    assert.equal(last.cursor.nextBatch.length, 849);
    assert.equal(Number(last.cursor.id), 0);
    for (const batchSize of [1, 7, 999, 1000, 1001]) {
      const all = await things.find({}, { batchSize }).toArray();
      assert.deepEqual(
        all.map(({ n }) => n),
        Array.from({ length: 1000 }, (_, n) => n),
      );
    }
  });

  it('keep a batch under 16 MB', async () => {
    const large = fixture.client.db('cursors').collection('large');
    await large.insertMany(
      Array.from({ length: 5 }, (_, n) => ({ n, text: 'y'.repeat(5_000_000) })),
      { ordered: true },
    );
    const { cursor } = await run({ find: 'large' });
    assert.equal(cursor.firstBatch.length, 3);
    assert.equal((await large.find().toArray()).length, 5);
  });

  it('go on behind what was given while others write', async () => {
    const moving = fixture.client.db('cursors').collection('moving');
    await moving.insertMany(Array.from({ length: 300 }, (_, n) => ({ n })));
    const seen: number[] = [];
    for await (const { n } of moving.find({}, { batchSize: 50 }).sort({ _id: 1 })) {
      seen.push(n);
      if (n === 10) await moving.deleteMany({ n: { $gte: 100, $lt: 200 } });
    }
    assert.equal(seen.length, 200);
    assert.equal(new Set(seen).size, 200);
  });

  it('end when they are killed, and say which there were', async () => {
    const { cursor } = await run({ find: 'things', batchSize: 1 });
    const killed = await run({ killCursors: 'things', cursors: [cursor.id, Long.fromNumber(12345)] });
    assert.deepEqual(
      [killed.cursorsKilled.map(String), killed.cursorsNotFound.map(String)],
      [[String(cursor.id)], ['12345']],
    );
    assert.equal((await failure(run({ getMore: cursor.id, collection: 'things' }))).code, 43);
  });

  it('are not left open', async () => {
    const before = await openCursors();
    assert.equal((await things.find().limit(5).toArray()).length, 5);
    assert.ok(await things.findOne({ n: { $gte: 0 } }));
    await run({ find: 'things', singleBatch: true, batchSize: 3 });
    const cursor = things.find({}, { batchSize: 2 });
    await cursor.next();
    assert.equal(await openCursors(), before + 1);
    await cursor.close();
    assert.equal(await openCursors(), before);
  });

  it('end with their collection', async () => {
    const gone = fixture.client.db('cursors').collection('gone');
    await gone.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
    const { cursor } = await run({ find: 'gone', batchSize: 1 });
    await gone.drop();
    assert.equal((await failure(run({ getMore: cursor.id, collection: 'gone' }))).code, 43);
  });

  it('belong to one collection and session', async () => {
    const { cursor } = await run({ find: 'things', batchSize: 1 });
    assert.equal((await failure(run({ getMore: cursor.id, collection: 'others' }))).code, 13);
    assert.ok((await failure(things.find({}, { tailable: true }).toArray())).message.includes('tailable'));
  });

  it('stop when they keep the process from everything else for too long', () => {
    const deadline = new Deadline(20);
    assert.throws(
      () => {
        for (;;) deadline.tick();
      },
      { code: 50, message: /time limit/ },
    );
  });
});
