import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { BSONRegExp, Double, Int32 } from 'bson';
import fc from 'fast-check';
import { countMatches } from '../../../src/database/embedded/commands/count.ts';
import { readQuery, runQuery } from '../../../src/database/embedded/commands/query.ts';
import { Engine } from '../../../src/database/embedded/engine.ts';
import { CommandError } from '../../../src/database/embedded/errors.ts';
import { readIndexSpecification } from '../../../src/database/embedded/index/specification.ts';
import { compileFilter } from '../../../src/database/embedded/query/filter.ts';
import { compileSort } from '../../../src/database/embedded/query/sort.ts';
import type { Collection } from '../../../src/database/embedded/storage/collection.ts';
import { insertDocument, removeDocument, replaceDocument } from '../../../src/database/embedded/storage/documents.ts';
import { type Doc, doc, encode, type Plain, type Value } from '../../../src/database/embedded/values/document.ts';
import { identityKey } from '../../../src/database/embedded/values/identity.ts';
import { anyValue } from './arbitraries.ts';
import { temporaryFolder } from './support.ts';

const indexes: { [name: string]: Plain }[] = [
  { name: 'a', key: { a: 1 } },
  { name: 'a-down', key: { a: -1 } },
  { name: 'a-b', key: { a: 1, b: -1 } },
  { name: 'b-a-c', key: { b: 1, a: 1, c: 1 } },
  { name: 'ax', key: { 'a.x': 1 } },
  { name: 'ax-ay', key: { 'a.x': 1, 'a.y': -1 } },
  { name: 'b-ax', key: { b: -1, 'a.x': 1 } },
  { name: 'b-partial', key: { b: 1 }, partialFilterExpression: { c: 1 } },
  { name: 'b-there', key: { b: 1, a: -1 }, partialFilterExpression: { c: { $exists: true } } },
  { name: 'b-null', key: { b: 1, c: 1 }, partialFilterExpression: { a: null } },
  { name: 'b-c-a', key: { b: 1, c: -1, a: 1 }, unique: true },
  { name: 'b-text', key: { b: -1, c: 1 }, partialFilterExpression: { a: { $type: 'string' } } },
];

const small: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -1, max: 3 }).map((n) => new Int32(n)) },
  { weight: 2, arbitrary: fc.constantFrom('', 'a', 'ab', 'abc', 'b') },
  fc.constantFrom(null, true, false),
  fc.constant(new Double(Number.NaN)),
  anyValue,
);
const inner: fc.Arbitrary<Value> = fc
  .record({ x: fc.option(small, { nil: undefined }), y: fc.option(small, { nil: undefined }) })
  .map((fields) => doc(fields as never));
const nested: fc.Arbitrary<Value> = fc.array(fc.oneof(small, inner), { maxLength: 2 });
const field: fc.Arbitrary<Value> = fc.oneof(small, inner, fc.array(fc.oneof(small, inner, nested), { maxLength: 3 }));
const anyDocument: fc.Arbitrary<Doc> = fc
  .record({
    a: fc.option(field, { nil: undefined }),
    b: fc.option(small, { nil: undefined }),
    c: fc.option(small, { nil: undefined }),
  })
  .map((fields) => doc(fields as never));

const path = fc.constantFrom('a', 'a', 'b', 'c', 'a.x', 'a.y');
const pattern = fc.constantFrom('^a', '^ab', '^b', '^').map((text) => new BSONRegExp(text));
const operators: fc.Arbitrary<Value> = fc.oneof(
  fc
    .tuple(fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte', '$ne'), small)
    .map(([name, value]) => new Map([[name, value]])),
  fc.tuple(small, small).map(
    ([low, high]) =>
      new Map([
        ['$gte', low],
        ['$lt', high],
      ]),
  ),
  fc.array(small, { maxLength: 3 }).map((values) => new Map([['$in', values]])),
  fc.boolean().map((exists) => new Map([['$exists', exists]])),
  fc.tuple(small, small).map(([x, y]) => doc({ $elemMatch: { x, y } })),
  fc.tuple(small).map(([x]) => doc({ $elemMatch: { x: { $gte: x } } })),
  fc.tuple(small).map(([x]) => doc({ $elemMatch: { y: { $elemMatch: { x } } } })),
);
const condition: fc.Arbitrary<Doc> = fc
  .tuple(path, fc.oneof(field, pattern, operators))
  .map(([name, value]) => new Map([[name, value]]));
const anyFilter: fc.Arbitrary<Doc> = fc.oneof(
  condition,
  fc.tuple(condition, condition).map(([a, b]) => new Map([...a, ...b])),
  fc.array(condition, { minLength: 1, maxLength: 3 }).map((all) => new Map([['$and', all]])),
  fc
    .array(fc.oneof(field, pattern, operators), { minLength: 2, maxLength: 4 })
    .map((all) => new Map([['$and', all.map((value) => new Map([['a', value]]))]])),
  fc
    .tuple(condition, fc.array(condition, { minLength: 1, maxLength: 3 }))
    .map(([one, some]) => new Map<string, Value>([...one, ['$or', some]])),
);
const direction = fc.constantFrom(1, -1).map((n) => new Int32(n));
const anySort: fc.Arbitrary<Doc> = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'a.x', 'a.y'), direction), { maxLength: 3 })
  .map((fields) => new Map(fields));

interface Question {
  filter: Doc;
  sort: Doc;
}

const anyQuestion: fc.Arbitrary<Question> = fc.record({ filter: anyFilter, sort: anySort });

/** Refused is as good as answered, as long as all ways to answer refuse. */
function attempt<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof CommandError) return error.codeName;
    throw error;
  }
}

describe('embedded database: every plan gives the same answer', () => {
  let folder: string;
  let engine: Engine;
  let next = 0;
  before(async () => {
    folder = await temporaryFolder();
    engine = new Engine(folder);
  });
  after(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A collection with as many of the indexes as the documents allow, filled by inserts, replacements and removals. */
  async function fill(documents: Doc[], extra: Doc[]): Promise<{ collection: Collection; stored: Doc[] }> {
    const collection = await engine.createCollection('plans', `c${next++}`);
    for (const index of indexes) engine.catalog.addIndex(collection, readIndexSpecification(doc(index)));
    const stored = await engine.write((view) => {
      const kept: Doc[] = [];
      for (const [id, document] of [...documents, ...extra].entries()) {
        const whole: Doc = new Map<string, Value>([['_id', new Int32(id)], ...document]);
        if (typeof attempt(() => insertDocument(view, collection, whole, Buffer.from(encode(whole)))) !== 'string')
          kept.push(whole);
      }
      const all = [...runQuery(view, collection, readQuery({ filter: new Map() })).documents];
      for (const [at, found] of all.entries()) {
        if (at % 5 === 4) {
          removeDocument(view, collection, found);
          kept.splice(
            kept.findIndex((each) => identityKey(each.get('_id')) === identityKey(found.document.get('_id'))),
            1,
          );
        } else if (at % 5 === 2) {
          const changed: Doc = new Map([...found.document, ...(documents[at + 1] ?? [])]);
          if (
            attempt(() => replaceDocument(view, collection, found, changed, Buffer.from(encode(changed)))) !== undefined
          )
            continue;
          kept[kept.findIndex((each) => identityKey(each.get('_id')) === identityKey(changed.get('_id')))] = changed;
        }
      }
      return kept;
    });
    return { collection, stored };
  }

  function answer(collection: Collection, question: Question, hint?: string): Doc[] | string {
    return attempt(() => {
      const query = readQuery({ ...question, hint });
      return Array.from(runQuery(engine.store.live, collection, query).documents, ({ document }) => document);
    });
  }

  it('without asking again where the keys say it all', async () => {
    const { collection } = await fill([doc({ a: ['abc', 'b'] }), doc({ a: 'ab' }), doc({ a: ['b', 'c'] })], []);
    const isExact = (filter: { [name: string]: Plain }) =>
      runQuery(engine.store.live, collection, readQuery({ filter: doc(filter) })).plan.exact;
    assert.ok(isExact({ a: /^ab/ }));
    assert.ok(!isExact({ $and: [{ a: /^ab/ }, { a: /^b/ }] }));
  });

  it('where an index has no key for what is asked', async () => {
    const nan = new Double(Number.NaN);
    const { collection } = await fill([doc({ a: [['b', 1]] }), doc({ a: [1] }), doc({ a: nan }), doc({ a: 1 })], []);
    const ids = (filter: { [name: string]: Plain }) =>
      (answer(collection, { filter: doc(filter), sort: doc({}) }, 'a') as Doc[]).map((found) =>
        Number(found.get('_id')),
      );
    assert.deepEqual(ids({ a: { $elemMatch: { 1: 1 } } }), [0]);
    assert.deepEqual(ids({ a: { $gt: nan } }), []);
    assert.deepEqual(ids({ a: { $lte: nan } }), [2]);
  });

  it('where it looks for the documents that several conditions on one array have in common', async () => {
    const word = fc.constantFrom('a', 'ab', 'abc', 'b', 'bc', 'c').map((text): Value => text);
    const element = fc.oneof(
      { weight: 4, arbitrary: word },
      fc.integer({ min: 0, max: 2 }).map((n) => new Int32(n)),
    );
    const people = fc.sample(fc.record({ words: fc.array(element, { maxLength: 4 }), name: word }), {
      numRuns: 1500,
      seed: 1,
    });
    const collection = await engine.createCollection('plans', 'people');
    for (const key of [{ words: 1 }, { name: 1 }])
      engine.catalog.addIndex(collection, readIndexSpecification(doc({ name: Object.keys(key).join(), key })));
    const stored = people.map((person, id) => doc({ _id: new Int32(id), ...person }));
    await engine.write((view) => {
      for (const person of stored) insertDocument(view, collection, person, Buffer.from(encode(person)));
    });
    const asked = fc.oneof(
      fc.constantFrom('^a', '^ab', '^b', '^c').map((text): Value => new BSONRegExp(text)),
      element,
      fc.array(element, { maxLength: 2 }).map((values) => doc({ $in: values })),
      fc.constant(doc({ $gte: new Int32(1) })),
    );
    const sorts = fc.constantFrom(
      doc({}),
      doc({ name: new Int32(1) }),
      doc({ name: new Int32(1), _id: new Int32(-1) }),
    );
    let joined = 0;
    fc.assert(
      fc.property(fc.array(asked, { minLength: 2, maxLength: 3 }), sorts, (conditions, sort) => {
        const query = readQuery({
          filter: new Map([['$and', conditions.map((each) => new Map([['words', each]]))]]),
          sort,
        });
        const expected = stored.filter((person) => query.filter.matches(person)).map((person) => identityKey(person));
        const { plan, documents } = runQuery(engine.store.live, collection, query);
        const found = Array.from(documents, ({ document }) => document);
        assert.deepEqual(found.map((person) => identityKey(person)).sort(), expected.sort());
        for (const [at, person] of found.entries())
          if (at > 0 && query.sort)
            assert.ok(query.sort.compareKeys(query.sort.keyOf(found[at - 1] ?? person), query.sort.keyOf(person)) <= 0);
        assert.equal(countMatches(engine.store.live, collection, query), expected.length);
        if (plan.source.kind === 'index' && plan.source.within.length > 0) joined++;
      }),
      { numRuns: 40 },
    );
    assert.ok(joined > 0, 'some of them do');
  });

  it('as going through all documents does, in the order that was asked for', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyDocument, { minLength: 5, maxLength: 25 }),
        fc.array(anyDocument, { maxLength: 5 }),
        fc.array(anyQuestion, { minLength: 10, maxLength: 10 }),
        async (documents, extra, questions) => {
          const { collection, stored } = await fill(documents, extra);
          for (const question of questions) {
            const { filter, sort } = question;
            const expected = attempt(() => {
              const { matches } = compileFilter(filter);
              return stored
                .filter((document) => matches(document))
                .map((document) => identityKey(document))
                .sort();
            });
            const hints = collection.indexes.filter(({ partialFilter }) => !partialFilter).map(({ name }) => name);
            for (const hint of [undefined, ...hints]) {
              const found = answer(collection, question, hint);
              if (typeof found === 'string') {
                if (typeof expected === 'string') assert.equal(found, expected);
                continue;
              }
              assert.deepEqual(
                found.map((document) => identityKey(document)).sort(),
                expected,
                `by ${hint ?? 'choice'}`,
              );
              const order = compileSort(sort);
              const keys = found.map((document) => order.keyOf(document));
              for (let at = 1; at < keys.length; at++)
                assert.ok(order.compareKeys(keys[at - 1] ?? [], keys[at] ?? []) <= 0, `order by ${hint ?? 'choice'}`);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
