import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Sent } from '../../../scripts/tests/allow-list.ts';
import { fields, language } from '../../../src/database/embedded/allow-list.ts';
import { letIn } from '../../../src/database/embedded/door.ts';
import { refused } from '../../../src/database/embedded/errors.ts';
import { type Fixture, failure, startFixture } from './support.ts';

describe('embedded database: its allow-list', () => {
  let fixture: Fixture;
  const sent = { letIn: [] as string[], refused: [] as string[] };
  const onLetIn = (words: unknown) => sent.letIn.push((words as string[]).join(' '));
  const onRefused = (message: unknown) => sent.refused.push(message as string);
  before(async () => {
    fixture = await startFixture();
    subscribe(letIn.name, onLetIn);
    subscribe(refused.name, onRefused);
  });
  after(async () => {
    unsubscribe(letIn.name, onLetIn);
    unsubscribe(refused.name, onRefused);
    await fixture.stop();
  });
  beforeEach(() => {
    sent.letIn.length = sent.refused.length = 0;
  });
  const things = () => fixture.client.db('door').collection('things');

  it('lets in what is on it, and tells each word', async () => {
    await things().updateOne({ a: { $gte: 1 } }, { $inc: { b: 1 } });
    await things()
      .aggregate([{ $group: { _id: '$a', n: { $max: { $add: ['$b', 1] } } } }])
      .toArray();
    for (const word of [
      'command update',
      'update updates',
      'update.updates q',
      'any command lsid',
      'query operator $gte',
      'update operator $inc',
      'stage $group',
      'accumulator $max',
      'expression $add',
    ]) {
      assert.ok(sent.letIn.includes(word), word);
    }
    assert.deepEqual(sent.refused, []);
  });

  it('refuses what is not on it by name, and tells that too', async () => {
    const { collectionName } = things();
    for (const [command, code, name] of [
      [{ mapReduce: collectionName }, 59, /'mapReduce'/],
      [{ find: collectionName, tailable: true }, 238, /'find\.tailable'/],
      [{ count: collectionName, maxTimeMS: 5 }, 238, /'count\.maxTimeMS'/],
      [{ delete: collectionName, deletes: [{ q: {}, limit: 1, hint: 'x' }] }, 238, /'delete\.deletes\.hint'/],
      [{ aggregate: collectionName, pipeline: [{ $facet: {} }], cursor: {} }, 238, /stage \$facet/],
      [{ aggregate: collectionName, pipeline: [], cursor: { x: 1 } }, 238, /'\*\.cursor\.x'/],
      [{ find: collectionName, filter: { $where: 'true' } }, 238, /query operator \$where/],
      [{ findAndModify: collectionName, update: { $bit: {} } }, 238, /update operator \$bit/],
      [{ createIndexes: collectionName, indexes: [{ key: { a: 1 }, name: 'a', sparse: true }] }, 238, /option sparse/],
      [{ ping: 1, '': 1 }, 238, /'ping\.'/],
      [{ explain: { distinct: collectionName } }, 238, /explain of distinct/],
    ] as const) {
      const error = await failure(fixture.client.db('door').command(command));
      assert.equal(error.code, code);
      assert.match(error.message, name);
      assert.match(sent.refused.at(-1) ?? '', name);
    }
  });

  it('answers what mongosh, mongodump and mongorestore send', async () => {
    const db = fixture.client.db('tools');
    const index = { key: { name: 1 }, name: 'name_1', unique: true, v: 2, ns: 'tools.people' };
    for (const command of [
      { create: 'people', idIndex: { v: 2, key: { _id: 1 }, name: '_id_', ns: 'tools.people' } },
      { createIndexes: 'people', indexes: [index], ignoreUnknownIndexOptions: true },
      {
        insert: 'people',
        documents: [{ name: 'Anna' }, { name: 'Bert' }],
        ordered: true,
        writeConcern: { w: 'majority' },
      },
      { isMaster: 1 },
      { buildInfo: 1 },
    ]) {
      assert.equal((await db.command(command)).ok, 1);
    }
    assert.equal((await db.command({ collStats: 'people' })).count, 2);
    assert.equal((await db.command({ count: 'people' })).n, 2);
    assert.equal((await db.command({ count: 'people', query: { name: 'Bert' } })).n, 1);
    const { databases } = await db.admin().command({ listDatabases: 1, nameOnly: true, filter: { name: 'tools' } });
    assert.deepEqual(databases, [{ name: 'tools' }]);
    const { cursor } = await db.command({ find: 'people', filter: {}, hint: { $natural: 1 }, skip: 1 });
    assert.deepEqual(
      cursor.firstBatch.map(({ name }: { name: string }) => name),
      ['Bert'],
    );
    const other = { create: 'other', idIndex: { v: 2, key: { _id: -1 }, name: '_id_' } };
    assert.match((await failure(db.command(other))).message, /idIndex with key/);
    assert.equal((await db.command({ drop: 'people' })).ns, 'tools.people');
  });

  it('a run of the tests fails on what is not on it, and a complete one on what nobody sends', () => {
    const everything = new Sent();
    for (const [kind, senders] of Object.entries({ ...fields, ...language })) {
      const words = 'foyer' in senders ? senders.foyer.split(' ') : [];
      everything.add({ letIn: [`command ${kind}`, ...words.map((word) => `${kind} ${word}`)], refused: [] });
    }
    const common = ['$db', 'lsid', 'txnNumber', 'autocommit', 'startTransaction', 'readConcern', 'writeConcern'];
    everything.add({ letIn: common.map((word) => `any command ${word}`), refused: [] });
    const problems = (run: Sent, isComplete: boolean) => run.evaluate(isComplete).map((each) => each.words);
    assert.deepEqual(problems(everything, true), [[], ['any command $readPreference']]);
    assert.deepEqual(problems(everything, false), [[]]);
    everything.add({ letIn: ['any command $readPreference'], refused: [] });
    assert.deepEqual(problems(everything, true), [[], []]);
    everything.add({ letIn: [], refused: ['the stage $out is not supported by the embedded database'] });
    assert.equal(problems(everything, false)[0]?.length, 1);
    const nothing = problems(new Sent(), true)[1] ?? [];
    assert.ok(nothing.includes('command find') && nothing.includes('stage $bucket'));
    // What mongosh alone sends is not asked of Foyer's tests.
    assert.ok(!nothing.includes('command listDatabases') && !nothing.includes('find skip'));
  });
});
