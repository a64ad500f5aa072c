import assert from 'node:assert/strict';
import type { Collection, Document } from 'mongodb';
import { type Fixture, failure, startFixture } from './support.ts';

type Stage = { stage: string; inputStage?: Stage; inputStages?: Stage[]; indexName?: string };

describe('embedded database: which index serves', () => {
  let fixture: Fixture;
  let things: Collection<Document>;
  before(async () => {
    fixture = await startFixture();
    things = fixture.client.db('explain').collection('things');
    await things.createIndexes([
      { key: { login: 1 }, unique: true },
      { key: { tenant: 1, name: 1, at: -1 } },
      { key: { at: 1 } },
      { key: { tags: 1 } },
      { key: { 'address.city': 1 } },
      { key: { status: 1 }, partialFilterExpression: { status: 'pending' }, name: 'pending' },
    ]);
    await things.insertMany(
      Array.from({ length: 500 }, (_, n) => ({
        login: `user${n}`,
        tenant: n % 5,
        name: `Name ${n % 50}`,
        at: new Date(n * 1000),
        tags: [`t${n % 10}`, 'all'],
        address: { city: `City ${n % 20}` },
        status: n % 100 === 0 ? 'pending' : 'done',
        plain: n,
      })),
    );
  });
  after(() => fixture.stop());

  async function explain(
    filter: Document,
    more: { in?: Collection<Document>; sort?: Document; hint?: string; limit?: number } = {},
  ) {
    let cursor = (more.in ?? things).find(filter);
    if (more.sort) cursor = cursor.sort(more.sort as never);
    if (more.hint) cursor = cursor.hint(more.hint);
    if (more.limit) cursor = cursor.limit(more.limit);
    const { queryPlanner, executionStats } = await cursor.explain('executionStats');
    const stages: Stage[] = [];
    const collect = (stage: Stage | undefined): void => {
      if (!stage) return;
      stages.push(stage);
      collect(stage.inputStage);
      stage.inputStages?.forEach(collect);
    };
    collect(queryPlanner.winningPlan);
    return {
      stages: stages.map(({ stage }) => stage),
      index: stages.find(({ indexName }) => indexName)?.indexName,
      keys: executionStats.totalKeysExamined as number,
      documents: executionStats.totalDocsExamined as number,
      returned: executionStats.nReturned as number,
    };
  }

  it('looks at one document for an equality on a unique field', async () => {
    assert.deepEqual(await explain({ login: 'user7' }), {
      stages: ['FETCH', 'IXSCAN'],
      index: 'login_1',
      keys: 1,
      documents: 1,
      returned: 1,
    });
  });

  for (const [title, filter, index] of [
    ['$in', { login: { $in: ['user1', 'user2', 'nobody'] } }, 'login_1'],
    ['a range of dates', { at: { $gte: new Date(490_000), $lt: new Date(495_000) } }, 'at_1'],
    ['a prefix', { login: /^user49/ }, 'login_1'],
    ['a compound prefix', { tenant: 3, name: 'Name 3' }, 'tenant_1_name_1_at_-1'],
    [
      'an equality and a range behind it',
      { tenant: 3, name: { $gte: 'Name 4', $lt: 'Name 5' } },
      'tenant_1_name_1_at_-1',
    ],
    ['an element of an array', { tags: 't3' }, 'tags_1'],
    ['a dotted path', { 'address.city': 'City 4' }, 'address.city_1'],
    ['what a partial index holds', { status: 'pending' }, 'pending'],
  ] as const) {
    it(`looks only at what it returns for ${title}`, async () => {
      const plan = await explain(filter);
      assert.equal(plan.index, index);
      assert.ok(plan.returned > 0);
      assert.equal(plan.documents, plan.returned);
    });
  }

  it('sorts by an index in both directions and stops at the limit', async () => {
    for (const direction of [1, -1]) {
      const plan = await explain({}, { sort: { at: direction }, limit: 10 });
      assert.deepEqual(plan.stages, ['LIMIT', 'FETCH', 'IXSCAN']);
      assert.equal(plan.documents, 10);
    }
  });

  it('prefers the compound index that gives equality and order', async () => {
    const plan = await explain({ tenant: 2, name: 'Name 2' }, { sort: { at: -1 }, limit: 3 });
    assert.equal(plan.index, 'tenant_1_name_1_at_-1');
    assert.ok(!plan.stages.includes('SORT'));
    assert.equal(plan.documents, 3);
    assert.ok(!(await explain({ tenant: 2 }, { sort: { name: -1, at: 1 } })).stages.includes('SORT'));
    assert.ok((await explain({ tenant: 2 }, { sort: { name: 1, at: 1 } })).stages.includes('SORT'));
  });

  it('unites indexes for an $or, and finds what is in both once', async () => {
    const plan = await explain({ $or: [{ login: 'user7' }, { at: new Date(7000) }, { tags: 't8' }] });
    assert.deepEqual(plan.stages.slice(0, 3), ['FETCH', 'OR', 'IXSCAN']);
    assert.equal(plan.returned, 51);
  });

  it('scans when no index serves, and does not use a partial index for more than it holds', async () => {
    assert.deepEqual((await explain({ plain: 3 })).stages, ['COLLSCAN']);
    assert.deepEqual((await explain({ status: 'done' })).stages, ['COLLSCAN']);
  });

  it('follows a hint and refuses one that names no index', async () => {
    assert.equal((await explain({ login: 'user7' }, { hint: 'at_1' })).index, 'at_1');
    assert.equal((await failure(explain({}, { hint: 'nothing' }))).code, 2);
  });

  describe('several conditions on one array', () => {
    let people: Collection<Document>;
    before(async () => {
      people = fixture.client.db('explain').collection('people');
      await people.createIndexes([
        { key: { tenant: 1, words: 1 } },
        { key: { tenant: 1, name: 1 } },
        { key: { tenant: 1, status: 1 } },
      ]);
      await people.insertMany(
        Array.from({ length: 1000 }, (_, n) => ({
          tenant: 1,
          words: ['member', n % 10 === 0 ? 'dubois' : 'baker', `${n}`, n % 2 === 0 ? 'even' : 'odd'],
          name: `Name ${n % 97} ${n}`,
          status: n % 10 === 9 ? 'inactive' : 'active',
        })),
      );
    });

    const words = (...all: (RegExp | string)[]) => ({ tenant: 1, $and: all.map((each) => ({ words: each })) });

    for (const [title, all, keys, returned] of [
      ['two prefixes', [/^dubois/, /^45/], 11, 1],
      ['the other way round', [/^45/, /^dubois/], 11, 1],
      ['a prefix with fewer keys than a word', ['member', /^45/], 11, 11],
      ['two words', ['member', '45'], 1, 1],
      ['four of them', [/^m/, /^d/, 'member', /^12/], 11, 1],
      ['one that nobody has', [/^member/, /^zzz/], 0, 0],
    ] as const) {
      it(`goes by the one with the fewest keys: ${title}`, async () => {
        const plan = await explain(words(...all), { in: people });
        assert.deepEqual(
          { index: plan.index, keys: plan.keys, documents: plan.documents, returned: plan.returned },
          { index: 'tenant_1_words_1', keys, documents: keys, returned },
        );
        const hinted = await explain(words(...all), { in: people, hint: 'tenant_1_words_1' });
        assert.equal(hinted.keys, keys);
      });
    }

    it('looks only at documents that have both, where both have many', async () => {
      const both = await explain(words(/^baker/, /^even/), { in: people });
      assert.deepEqual([both.stages, both.keys], [['FETCH', 'AND_HASH', 'IXSCAN', 'IXSCAN'], 500 + 900]);
      assert.deepEqual([both.documents, both.returned], [400, 400]);
      const sorted = await explain(words(/^baker/, /^even/), { in: people, sort: { name: -1, status: 1 }, limit: 5 });
      assert.deepEqual([sorted.stages.slice(0, 3), sorted.documents], [['LIMIT', 'SORT', 'FETCH'], 400]);
      const few = await explain(words(/^baker/, /^even/), { in: people, limit: 5 });
      assert.deepEqual([few.stages, few.keys < 100], [['LIMIT', 'FETCH', 'IXSCAN'], true]);
    });

    it('sorts what is rare, and goes in the order where matches are soon enough for the limit', async () => {
      const sort = { name: 1 };
      const rare = await explain(words(/^dubois/, /^45/), { in: people, sort, limit: 5 });
      assert.deepEqual([rare.stages.includes('SORT'), rare.keys], [true, 11]);
      const common = await explain(words(/^member/, /^dubois/), { in: people, sort, limit: 5 });
      assert.deepEqual([common.index, common.stages.includes('SORT')], ['tenant_1_name_1', false]);
      assert.ok(common.keys < 100);
      // Two that are common can be rare together: 100 in 1,000 and 111 in 1,000 are about 11.
      const together = await explain(words(/^dubois/, /^4/), { in: people, sort, limit: 10 });
      assert.deepEqual([together.stages.includes('SORT'), together.keys], [true, 100]);
      const many = await explain(words(/^member/, /^dubois/), { in: people, sort, limit: 60 });
      assert.deepEqual([many.stages.includes('SORT'), many.keys], [true, 100]);
      const equal = await explain({ tenant: 1, status: 'active' }, { in: people, sort, limit: 5 });
      assert.deepEqual([equal.index, equal.stages.includes('SORT')], ['tenant_1_name_1', false]);
    });

    it('does not hold many documents to sort them where an index gives the order', async () => {
      const plan = await explain({ tenant: 1, words: /^baker/ }, { in: people, sort: { name: 1 } });
      assert.deepEqual([plan.index, plan.stages.includes('SORT')], ['tenant_1_name_1', false]);
    });

    it('finds the same by each, also what a transaction has written and removed', async () => {
      const session = fixture.client.startSession();
      session.startTransaction();
      await people.insertMany(
        Array.from({ length: 30 }, (_, n) => ({ tenant: 1, words: ['dubois', `45 ${n}`], name: `New ${n}` })),
        { session },
      );
      await people.deleteOne({ tenant: 1, words: '450' }, { session });
      const filter = words(/^dubois/, /^45/);
      const found = await people.find(filter, { session }).sort({ name: 1 }).toArray();
      assert.deepEqual(
        found.map(({ name }) => name as string).sort(),
        Array.from({ length: 30 }, (_, n) => `New ${n}`).sort(),
      );
      assert.equal(await people.countDocuments(filter, { session }), 30);
      await session.abortTransaction();
      await session.endSession();
      assert.equal(await people.countDocuments(filter), 1);
    });
  });

  it('joins by an index of the other collection', async () => {
    const scans = async () => {
      const { metrics } = await fixture.client.db('explain').command({ serverStatus: 1 });
      return metrics.queryExecutor.collectionScans.total as number;
    };
    const before = await scans();
    const join = { from: 'things', localField: 'login', foreignField: 'login', as: 'same' };
    const found = await things.aggregate([{ $match: { login: 'user7' } }, { $lookup: join }]).toArray();
    assert.equal(found[0]?.same[0].plain, 7);
    assert.equal(await scans(), before);
  });

  it('counts by keys alone', async () => {
    assert.equal(await things.estimatedDocumentCount(), 500);
    const { n } = await fixture.client.db('explain').command({ count: 'things', query: { tenant: 3 } });
    assert.equal(n, 100);
  });
});
