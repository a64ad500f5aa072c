import assert from 'node:assert/strict';
import { type Collection, type Document, Double, Int32, Long, ObjectId } from 'mongodb';
import { type Fixture, failure, startFixture } from './support.ts';

describe('embedded database: reading and writing', () => {
  let fixture: Fixture;
  let people: Collection<Document>;
  before(async () => {
    fixture = await startFixture();
  });
  after(() => fixture.stop());
  beforeEach(async () => {
    people = fixture.client.db('crud').collection(`people${new ObjectId()}`);
  });

  it('gives back documents as they were stored, types and field order kept', async () => {
    const document = {
      _id: new ObjectId(),
      zeta: new Int32(1),
      '10': 'ten',
      alpha: Long.fromString('9007199254740993'),
      ratio: new Double(2),
      when: new Date(0),
      list: [1, [2, { three: null }]],
      nested: { b: true, a: false },
    };
    await people.insertOne(document);
    const [stored] = await people.find({}, { promoteValues: false, raw: true }).toArray();
    const decoded = await people.findOne({}, { promoteValues: false });
    assert.ok(stored);
    assert.deepEqual(Object.keys(decoded ?? {}), Object.keys(document));
    assert.equal(String(decoded?.alpha), '9007199254740993');
    assert.equal(decoded?.ratio._bsontype, 'Double');
  });

  it('puts _id first and makes one where the client sends none', async () => {
    await fixture.client.db('crud').command({ insert: people.collectionName, documents: [{ a: 1 }, { b: 2, _id: 5 }] });
    const found = await people.find().toArray();
    assert.deepEqual(
      found.map((each) => Object.keys(each)),
      [
        ['_id', 'a'],
        ['_id', 'b'],
      ],
    );
    assert.ok(found[0]?._id instanceof ObjectId);
  });

  it('inserts in order until the first error, or all that can be when unordered', async () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as never[];
    const ordered = await failure(people.insertMany(documents));
    assert.equal(ordered.code, 11000);
    assert.equal(await people.countDocuments(), 1);
    await people.deleteMany({});
    const unordered = await failure(people.insertMany(documents, { ordered: false }));
    assert.equal((unordered.result as { insertedCount: number }).insertedCount, 2);
  });

  it('updates one and many, and says how many matched and how many changed', async () => {
    await people.insertMany([{ n: 1 }, { n: 1 }, { n: 2 }]);
    assert.deepEqual(pick(await people.updateOne({ n: 1 }, { $set: { n: 1 } })), { matchedCount: 1, modifiedCount: 0 });
    assert.deepEqual(pick(await people.updateMany({ n: 1 }, { $inc: { n: 5 } })), {
      matchedCount: 2,
      modifiedCount: 2,
    });
    assert.deepEqual(pick(await people.replaceOne({ n: 2 }, { m: 3 })), { matchedCount: 1, modifiedCount: 1 });
    assert.deepEqual(
      (await people.find().toArray()).map(({ n, m }) => ({ n, m })),
      [
        { n: 6, m: undefined },
        { n: 6, m: undefined },
        { n: undefined, m: 3 },
      ],
    );
  });

  it('changes each document of an updateMany once, also when its place in the index moves on', async () => {
    await people.createIndex({ n: 1 });
    await people.insertMany(Array.from({ length: 300 }, (_, n) => ({ n })));
    await people.updateMany({ n: { $gte: 0 } }, { $inc: { n: 100_000 } });
    assert.equal(
      await people
        .find({ n: { $lt: 200_000, $gte: 100_000 } })
        .toArray()
        .then((all) => all.length),
      300,
    );
  });

  it('upserts what the filter says and reports the new _id', async () => {
    const result = await people.updateOne(
      { login: 'a', n: { $gt: 3 } },
      { $set: { x: 1 }, $setOnInsert: { y: 2 } },
      { upsert: true },
    );
    assert.equal(result.upsertedCount, 1);
    const stored = await people.findOne({ _id: result.upsertedId ?? new ObjectId() });
    assert.deepEqual({ ...stored, _id: 0 }, { _id: 0, login: 'a', x: 1, y: 2 });
  });

  it('finds and modifies: the old or the new document, sorted, removed', async () => {
    await people.insertMany([
      { n: 1, s: 'b' },
      { n: 2, s: 'a' },
    ]);
    const old = await people.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { s: 1 } });
    assert.equal(old?.n, 2);
    const fresh = await people.findOneAndUpdate({ n: 12 }, { $inc: { n: 1 } }, { returnDocument: 'after' });
    assert.equal(fresh?.n, 13);
    assert.equal((await people.findOneAndDelete({ n: 13 }))?.s, 'a');
    assert.equal(await people.findOneAndDelete({ n: 13 }), null);
  });

  it('lists distinct values, elements of arrays one by one', async () => {
    await people.insertMany([{ t: ['a', 'b'] }, { t: 'b' }, { t: 3 }, {}]);
    assert.deepEqual((await people.distinct('t')).map(String).sort(), ['3', 'a', 'b']);
    await people.createIndex({ t: 1 });
    assert.deepEqual((await people.distinct('t')).map(String).sort(), ['3', 'a', 'b']);
  });

  it('refuses documents of more than 16 MB and keeps nothing of them', async () => {
    const error = await failure(people.insertOne({ text: 'x'.repeat(16 * 1024 * 1024) }));
    assert.equal(error.code, 10334);
    await people.insertOne({ _id: 1 as never, text: 'x'.repeat(9 * 1024 * 1024) });
    assert.equal((await failure(people.updateOne({}, { $set: { more: 'y'.repeat(9 * 1024 * 1024) } }))).code, 10334);
    assert.equal((await people.findOne())?.more, undefined);
  });

  it('refuses commands, options and concerns that it does not speak, by name', async () => {
    const database = fixture.client.db('crud');
    assert.equal((await failure(database.command({ mapReduce: 'x' }))).code, 59);
    assert.match((await failure(database.command({ find: 'x', returnKey: true }))).message, /returnKey/);
    assert.match((await failure(database.command({ find: 'x', somethingNew: 1 }))).message, /find\.somethingNew/);
    assert.match(
      (await failure(people.updateOne({}, { $set: { a: 1 } }, { hint: 'x' }))).message,
      /update\.updates\.hint/,
    );
    assert.match((await failure(people.find({ a: { $mod: [2, 1] } }).toArray())).message, /operator \$mod/);
    assert.match((await failure(people.aggregate([{ $facet: {} }]).toArray())).message, /stage \$facet/);
    assert.equal((await failure(database.command({ insert: 'x', documents: [{}], writeConcern: { w: 3 } }))).code, 100);
    assert.equal((await failure(database.command({ create: 'x', capped: true, size: 10 }))).code, 238);
    assert.equal((await failure(database.command({ explain: { count: 'x' } }))).code, 238);
    assert.equal((await failure(database.command({ explain: { find: 'x', collation: { locale: 'fr' } } }))).code, 238);
    assert.equal((await failure(database.command({ find: 'a$b' }))).code, 73);
  });
});

function pick({ matchedCount, modifiedCount }: { matchedCount: number; modifiedCount: number }) {
  return { matchedCount, modifiedCount };
}
