import assert from 'node:assert/strict';
import { type ClientSession, type Collection, type Document, ObjectId } from 'mongodb';
import mongoose from 'mongoose';
import { type Fixture, failure, startFixture } from './support.ts';

describe('embedded database: transactions', () => {
  let fixture: Fixture;
  let accounts: Collection<Document>;
  const sessions: ClientSession[] = [];
  before(async () => {
    fixture = await startFixture();
  });
  after(() => fixture.stop());
  beforeEach(async () => {
    accounts = fixture.client.db('transactions').collection(`accounts${new ObjectId()}`);
    await accounts.createIndex({ login: 1 }, { unique: true });
    await accounts.createIndex({ balance: 1 });
    await accounts.insertMany([
      { login: 'a', balance: 10 },
      { login: 'b', balance: 0 },
    ]);
  });
  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.endSession();
  });

  function begin(): ClientSession {
    const session = fixture.client.startSession();
    sessions.push(session);
    session.startTransaction();
    return session;
  }
  const balance = async (login: string, session?: ClientSession) =>
    (await accounts.findOne({ login }, session ? { session } : {}))?.balance;

  it('shows its writes to nobody else until it commits, then all at once', async () => {
    const session = begin();
    await accounts.updateOne({ login: 'a' }, { $inc: { balance: -4 } }, { session });
    await accounts.updateOne({ login: 'b' }, { $inc: { balance: 4 } }, { session });
    await accounts.insertOne({ login: 'c', balance: 1 }, { session });
    await accounts.deleteOne({ login: 'b' }, { session });
    assert.deepEqual(
      [await balance('a', session), await balance('b', session), await balance('c', session)],
      [6, undefined, 1],
    );
    assert.deepEqual([await balance('a'), await balance('b'), await balance('c')], [10, 0, undefined]);
    assert.deepEqual(
      (
        await accounts
          .find({ balance: { $gte: 0 } }, { session })
          .sort({ balance: 1 })
          .toArray()
      ).map((each) => each.login),
      ['c', 'a'],
    );
    assert.equal(await accounts.countDocuments({}, { session }), 2);
    assert.equal(await accounts.countDocuments({}), 2);
    await session.commitTransaction();
    assert.deepEqual([await balance('a'), await balance('b'), await balance('c')], [6, undefined, 1]);
  });

  it('reads one state however much others write', async () => {
    const session = begin();
    assert.equal(await balance('a', session), 10);
    await accounts.updateOne({ login: 'a' }, { $set: { balance: 99 } });
    await accounts.insertOne({ login: 'new', balance: 5 });
    await accounts.deleteOne({ login: 'b' });
    assert.equal(await balance('a', session), 10);
    assert.deepEqual(
      (await accounts.find({}, { session }).toArray()).map((each) => each.login),
      ['a', 'b'],
    );
    assert.deepEqual(
      (await accounts.find({ balance: { $gte: 0 } }, { session }).toArray()).map((each) => each.balance).sort(),
      [0, 10],
    );
    await session.commitTransaction();
    assert.equal(await balance('a'), 99);
  });

  it('keeps nothing when it aborts', async () => {
    const session = begin();
    await accounts.insertOne({ login: 'c' }, { session });
    await accounts.updateMany({}, { $set: { balance: 1 } }, { session });
    await session.abortTransaction();
    assert.deepEqual([await balance('a'), await balance('b'), await balance('c')], [10, 0, undefined]);
  });

  it('lets the first writer win: the second gets WriteConflict and may try again', async () => {
    const [first, second] = [begin(), begin()];
    await balance('a', second);
    await accounts.updateOne({ login: 'a' }, { $inc: { balance: 1 } }, { session: first });
    const error = await failure(accounts.updateOne({ login: 'a' }, { $inc: { balance: 1 } }, { session: second }));
    assert.equal(error.code, 112);
    assert.deepEqual(error.errorLabels?.includes('TransientTransactionError'), true);
    await first.commitTransaction();
    assert.equal(await balance('a'), 11);
  });

  it('conflicts with what was written since it began, also when that is committed', async () => {
    const session = begin();
    await balance('b', session);
    await accounts.updateOne({ login: 'a' }, { $inc: { balance: 1 } });
    assert.equal((await failure(accounts.updateOne({ login: 'a' }, { $inc: { balance: 1 } }, { session }))).code, 112);
  });

  it('conflicts over a unique key that another transaction has taken', async () => {
    const [first, second] = [begin(), begin()];
    await accounts.insertOne({ login: 'x' }, { session: first });
    assert.equal((await failure(accounts.insertOne({ login: 'x' }, { session: second }))).code, 112);
    await first.commitTransaction();
    const third = begin();
    assert.equal((await failure(accounts.insertOne({ login: 'x' }, { session: third }))).code, 11000);
  });

  it('makes a write outside of transactions wait, not fail', async () => {
    const session = begin();
    await accounts.updateOne({ login: 'a' }, { $inc: { balance: 5 } }, { session });
    const waiting = accounts.updateOne({ login: 'a' }, { $inc: { balance: 1 } });
    await accounts.updateOne({ login: 'b' }, { $set: { balance: 7 } });
    await session.commitTransaction();
    await waiting;
    assert.equal(await balance('a'), 16);
  });

  it('retries with withTransaction until everybody has had a turn', async () => {
    await Promise.all(
      Array.from({ length: 12 }, () =>
        fixture.client.withSession((session) =>
          session.withTransaction(async () => {
            const found = await accounts.findOne({ login: 'a' }, { session });
            await accounts.updateOne({ login: 'a' }, { $set: { balance: found?.balance + 1 } }, { session });
          }),
        ),
      ),
    );
    assert.equal(await balance('a'), 22);
  });

  it('keeps the sum when many move amounts at once', async () => {
    await accounts.insertMany(Array.from({ length: 8 }, (_, n) => ({ login: `p${n}`, balance: 100 })));
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        fixture.client.withSession((session) =>
          session.withTransaction(async () => {
            await accounts.updateOne({ login: `p${n % 8}` }, { $inc: { balance: -n } }, { session });
            await accounts.updateOne({ login: `p${(n * 3 + 1) % 8}` }, { $inc: { balance: n } }, { session });
          }),
        ),
      ),
    );
    const all = await accounts.find({ login: /^p/ }).toArray();
    assert.equal(
      all.reduce((sum, each) => sum + each.balance, 0),
      800,
    );
  });

  it('commits once: a second commit of the same is fine', async () => {
    const session = begin();
    await accounts.insertOne({ login: 'once' }, { session });
    await session.commitTransaction();
    await session.commitTransaction();
    assert.equal(await accounts.countDocuments({ login: 'once' }), 1);
  });

  it('refuses to go on in a transaction that is over', async () => {
    const session = begin();
    await accounts.insertOne({ login: 'c' }, { session });
    assert.equal((await failure(accounts.insertOne({ login: 'a' }, { session }))).code, 11000);
    const error = await failure(accounts.insertOne({ login: 'd' }, { session }));
    assert.equal(error.code, 251);
    assert.ok(error.errorLabels?.includes('TransientTransactionError'));
  });

  it('refuses commands that have no place in a transaction', async () => {
    const session = begin();
    assert.equal((await failure(accounts.createIndex({ x: 1 }, { session }))).code, 263);
  });

  it('lets a change of indexes wait for transactions that use the collection', async () => {
    const session = begin();
    await accounts.insertOne({ login: 'c', kind: 'k' }, { session });
    const indexing = accounts.createIndex({ kind: 1 });
    await accounts.insertOne({ login: 'd', kind: 'k' });
    await session.commitTransaction();
    await indexing;
    assert.equal((await accounts.find({ kind: 'k' }).hint('kind_1').toArray()).length, 2);
  });

  it('serves the transactions of mongoose', async () => {
    const connection = await mongoose.createConnection(fixture.database.uri).asPromise();
    const Person = connection.model(
      'Person',
      new mongoose.Schema({ login: { type: String, unique: true }, seats: Number }),
    );
    await Person.init();
    await connection.transaction(async (session) => {
      const [person] = await Person.create([{ login: 'm', seats: 1 }], { session });
      if (person) person.seats = 2;
      await person?.save({ session });
    });
    assert.equal((await Person.findOne({ login: 'm' }).lean())?.seats, 2);
    const failed = connection.transaction(async (session) => {
      await Person.create([{ login: 'n' }], { session });
      throw new Error('changed my mind');
    });
    await assert.rejects(failed, /changed my mind/);
    assert.equal(await Person.countDocuments(), 1);
    await connection.close();
  });
});
