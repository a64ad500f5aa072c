import assert from 'node:assert/strict';
import { type Collection, type Document, Double, Long, ObjectId } from 'mongodb';
import { type Fixture, failure, startFixture } from './support.ts';

describe('embedded database: indexes', () => {
  let fixture: Fixture;
  let things: Collection<Document>;
  before(async () => {
    fixture = await startFixture();
  });
  after(() => fixture.stop());
  beforeEach(() => {
    things = fixture.client.db('indexes').collection(`things${new ObjectId()}`);
  });

  it('answers E11000 with the index, keyPattern and keyValue', async () => {
    await things.createIndex({ tenant: 1, login: -1 }, { unique: true });
    await things.insertOne({ tenant: 't', login: 'a' });
    const error = await failure(things.insertOne({ tenant: 't', login: 'a' }));
    assert.equal(error.code, 11000);
    assert.deepEqual(error.keyPattern, { tenant: 1, login: -1 });
    assert.deepEqual(error.keyValue, { tenant: 't', login: 'a' });
    assert.match(error.message, /index: tenant_1_login_-1 dup key: \{ tenant: "t", login: "a" \}/);
    await things.insertOne({ tenant: 't', login: 'b' });
    assert.equal((await failure(things.updateOne({ login: 'b' }, { $set: { login: 'a' } }))).code, 11000);
    assert.equal(await things.countDocuments({ login: 'a' }), 1);
  });

  it('counts a missing field as null in a unique index', async () => {
    await things.createIndex({ a: 1 }, { unique: true });
    await things.insertOne({ a: 1 });
    await things.insertOne({ a: 2 });
    await things.insertOne({});
    assert.equal((await failure(things.insertOne({ a: null }))).code, 11000);
  });

  it('keeps "one of" rules with a unique partial index', async () => {
    await things.createIndex({ person: 1 }, { unique: true, partialFilterExpression: { status: 'pending' } });
    await things.insertOne({ person: 'p', status: 'pending' });
    await things.insertOne({ person: 'p', status: 'declined' });
    assert.equal((await failure(things.insertOne({ person: 'p', status: 'pending' }))).code, 11000);
    assert.equal(
      (await failure(things.updateOne({ status: 'declined' }, { $set: { status: 'pending' } }))).code,
      11000,
    );
    await things.updateOne({ status: 'pending' }, { $set: { status: 'approved' } });
    await things.insertOne({ person: 'p', status: 'pending' });
  });

  it('counts numbers of all types as equal in a unique index', async () => {
    await things.createIndex({ n: 1 }, { unique: true });
    await things.insertOne({ n: 1 });
    for (const same of [Long.fromNumber(1), new Double(1)]) {
      assert.equal((await failure(things.insertOne({ n: same }))).code, 11000);
    }
  });

  it('finds each document once however many entries it has', async () => {
    await things.createIndex({ tags: 1 });
    await things.insertMany([{ tags: ['a', 'b', 'c'] }, { tags: ['b'] }, { tags: [] }, {}]);
    assert.equal((await things.find({ tags: { $in: ['a', 'b', 'c'] } }).toArray()).length, 2);
    assert.equal((await things.find({ tags: { $gte: 'a' } }).toArray()).length, 2);
    assert.equal((await things.find({ tags: [] }).toArray()).length, 1);
    assert.equal((await things.find().sort({ tags: 1 }).toArray()).length, 4);
  });

  it('counts each document once by keys alone, in a range and by one value', async () => {
    await things.createIndex({ tenant: 1, words: 1 });
    await things.insertMany([
      { tenant: 't', words: ['anna', 'annex', 'bob'] },
      { tenant: 't', words: ['anton'] },
      { tenant: 't', words: ['zoe', 'bob'] },
      { tenant: 'u', words: ['anna'] },
    ]);
    assert.equal(await things.countDocuments({ tenant: 't', words: /^an/ }), 2);
    assert.equal(await things.countDocuments({ tenant: 't', words: 'bob' }), 2);
    assert.equal(await things.countDocuments({ tenant: 't', $and: [{ words: 'bob' }, { words: 'anna' }] }), 1);
    assert.equal(await things.countDocuments({ tenant: 't', $and: [{ words: /^ann/ }, { words: /^z/ }] }), 0);
  });

  it('refuses parallel arrays and kinds of index that it has not', async () => {
    await things.createIndex({ a: 1, b: 1 });
    assert.equal((await failure(things.insertOne({ a: [1], b: [2] }))).code, 171);
    for (const key of [{ a: 'text' }, { a: '2dsphere' }, { a: 'hashed' }, { '$**': 1 }] as const) {
      assert.equal((await failure(things.createIndex(key as never))).code, 238);
    }
    for (const options of [{ collation: { locale: 'fr' } }, { sparse: true }, { hidden: true }])
      assert.equal((await failure(things.createIndex({ c: 1 }, options))).code, 238);
    const partial = { partialFilterExpression: { n: { $gt: 1 } } };
    assert.equal((await failure(things.createIndex({ c: 1 }, partial))).code, 238);
  });

  it('builds an index over what is there, or not at all when that is not unique', async () => {
    await things.insertMany(Array.from({ length: 2000 }, (_, n) => ({ n, half: Math.floor(n / 2) })));
    await things.createIndex({ n: 1 }, { unique: true });
    assert.equal((await failure(things.createIndex({ half: 1 }, { unique: true }))).code, 11000);
    assert.deepEqual(
      (await things.indexes()).map((index) => index.name),
      ['_id_', 'n_1'],
    );
    const plan = await things.find({ n: 77 }).explain('executionStats');
    assert.equal(plan.executionStats.totalDocsExamined, 1);
  });

  it('says when an index exists already, or differs under its name', async () => {
    await things.createIndex({ a: 1 });
    await things.createIndex({ a: 1 });
    assert.equal((await failure(things.createIndex({ b: 1 }, { name: 'a_1' }))).code, 86);
    assert.equal((await failure(things.createIndex({ a: 1 }, { name: 'other' }))).code, 85);
  });

  it('stays right with keys that are too long to be stored whole', async () => {
    await things.createIndex({ text: 1 }, { unique: true });
    const long = 'é'.repeat(3000);
    await things.insertMany([
      { text: `${long}b` },
      { text: `${long}a` },
      { text: 'short' },
      { text: `${'é'.repeat(899)}z` },
    ]);
    assert.equal((await failure(things.insertOne({ text: `${long}a` }))).code, 11000);
    assert.equal((await things.find({ text: `${long}a` }).toArray()).length, 1);
    assert.equal((await things.find({ text: { $gt: `${long}a` } }).toArray()).length, 1);
    const sorted = await things.find().sort({ text: 1 }).toArray();
    assert.deepEqual(
      sorted.map(({ text }) => text.slice(-1)),
      ['t', 'z', 'a', 'b'],
    );
    await things.deleteOne({ text: `${long}a` });
    await things.insertOne({ text: `${long}a` });
  });
});
