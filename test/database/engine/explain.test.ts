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

  async function explain(filter: Document, more: { sort?: Document; hint?: string; limit?: number } = {}) {
    let cursor = things.find(filter);
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
    assert.deepEqual((await explain({ login: /user7/i })).stages, ['FETCH', 'IXSCAN']);
  });

  it('follows a hint and refuses one that names no index', async () => {
    assert.equal((await explain({ login: 'user7' }, { hint: 'at_1' })).index, 'at_1');
    assert.equal((await failure(explain({}, { hint: 'nothing' }))).code, 2);
  });

  it('counts by keys alone', async () => {
    assert.equal(await things.estimatedDocumentCount(), 500);
    const { n } = await fixture.client.db('explain').command({ count: 'things', query: { tenant: 3 } });
    assert.equal(n, 100);
  });
});
