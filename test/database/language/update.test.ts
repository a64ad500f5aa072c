import assert from 'node:assert/strict';
import { Decimal128, Double, Int32, ObjectId } from 'bson';
import fc from 'fast-check';
import { compileFilter } from '../../../src/database/embedded/query/filter.ts';
import { compileUpdate } from '../../../src/database/embedded/update/update.ts';
import { buildUpsert } from '../../../src/database/embedded/update/upsert.ts';
import { parseCollation } from '../../../src/database/embedded/values/collation.ts';
import { equal } from '../../../src/database/embedded/values/compare.ts';
import { type Doc, type Plain, toValue, type Value } from '../../../src/database/embedded/values/document.ts';
import { identical } from '../../../src/database/embedded/values/identical.ts';
import { anyDoc, anyValue, doc, type Fields, refuses, show } from './support.ts';

const now = new Date('2030-01-02T03:04:05.006Z');
const compile = (update: Fields | Plain[], arrayFilters: Fields[] = []) =>
  compileUpdate(Array.isArray(update) ? update.map(toValue) : doc(update), {
    arrayFilters: arrayFilters.map(doc),
    now,
  });
const max = 2n ** 63n - 1n;

/** `[update, document, result]` */
const cases: [Fields | Plain[], Fields, string][] = [
  [{ $set: { b: 1, a: 2 } }, { _id: 1, c: 0 }, '{_id: 1, c: 0, a: 2, b: 1}'],
  [{ $set: { b: 1 }, $inc: { a: 2 } }, { _id: 1 }, '{_id: 1, a: 2, b: 1}'],
  [{ $set: { 'x.10': 1, 'x.9': 2 } }, { _id: 1 }, '{_id: 1, x: {9: 2, 10: 1}}'],
  [{ $set: { 'a.b.c': 1 } }, { _id: 1 }, '{_id: 1, a: {b: {c: 1}}}'],
  [{ $set: { 'a.b': 1 } }, { _id: 1, a: { c: 2 } }, '{_id: 1, a: {c: 2, b: 1}}'],
  [{ $set: { 'a.1': 9 } }, { _id: 1, a: [1, 2] }, '{_id: 1, a: [1, 9]}'],
  [{ $set: { 'a.3': 9 } }, { _id: 1, a: [1] }, '{_id: 1, a: [1, null, null, 9]}'],
  [{ $set: { 'a.0.b': 1 } }, { _id: 1, a: [] }, '{_id: 1, a: [{b: 1}]}'],
  [{ $set: { a: { b: 1 } } }, { _id: 1, a: 5 }, '{_id: 1, a: {b: 1}}'],
  [{ $set: { _id: 1n, a: 1 } }, { _id: 1 }, '{_id: 1, a: 1}'],
  [{ $set: {} }, { _id: 1 }, '{_id: 1}'],
  [{ $unset: { a: '', 'b.c': 1, 'x.y': 1 } }, { _id: 1, a: 1, b: { c: 1, d: 2 }, x: 5 }, '{_id: 1, b: {d: 2}, x: 5}'],
  [{ $unset: { 'a.1': 1 } }, { _id: 1, a: [1, 2, 3] }, '{_id: 1, a: [1, null, 3]}'],
  [{ $unset: { 'a.9': 1, 'b.c': 1 } }, { _id: 1, a: [1], b: [1] }, '{_id: 1, a: [1], b: [1]}'],
  [
    { $inc: { a: 1, b: 1.5, c: 1n, d: Decimal128.fromString('0.1') } },
    { _id: 1, a: 1, b: 1, c: 1, d: 1 },
    '{_id: 1, a: 2, b: 2.5, c: 2L, d: 1.1d}',
  ],
  [{ $inc: { a: 1 } }, { _id: 1, a: 2 ** 31 - 1 }, '{_id: 1, a: 2147483648L}'],
  [{ $inc: { a: 1 } }, { _id: 1, a: new Double(1) }, '{_id: 1, a: 2.0}'],
  [{ $inc: { 'a.b': 5n } }, { _id: 1 }, '{_id: 1, a: {b: 5L}}'],
  [{ $mul: { a: 3, b: 2.5, c: 1n } }, { _id: 1, a: 4 }, '{_id: 1, a: 12, b: 0.0, c: 0L}'],
  [{ $mul: { a: 2 ** 30 } }, { _id: 1, a: 4 }, '{_id: 1, a: 4294967296L}'],
  [{ $min: { a: 3, b: 3, c: 1 } }, { _id: 1, a: 5, b: 1 }, '{_id: 1, a: 3, b: 1, c: 1}'],
  [{ $max: { a: 'x', b: 3, c: null } }, { _id: 1, a: 5, b: 9, c: 1 }, "{_id: 1, a: 'x', b: 9, c: 1}"],
  [{ $rename: { a: 'b', x: 'y' } }, { _id: 1, a: 1, c: 2 }, '{_id: 1, c: 2, b: 1}'],
  [{ $rename: { a: 'b' } }, { _id: 1, a: 1, b: 2, c: 3 }, '{_id: 1, b: 1, c: 3}'],
  [{ $rename: { 'a.b': 'c.d' } }, { _id: 1, a: { b: 1, x: 2 } }, '{_id: 1, a: {x: 2}, c: {d: 1}}'],
  [{ $setOnInsert: { a: 1 } }, { _id: 1 }, '{_id: 1}'],
  [
    { $currentDate: { a: true, b: { $type: 'date' } } },
    { _id: 1 },
    '{_id: 1, a: 2030-01-02T03:04:05.006Z, b: 2030-01-02T03:04:05.006Z}',
  ],
  [{ $currentDate: { a: { $type: 'timestamp' } } }, { _id: 1 }, '{_id: 1, a: Timestamp}'],
  [{ $bit: { a: { and: 6 }, b: { or: 1n }, c: { xor: 5 } } }, { _id: 1, a: 5, b: 4 }, '{_id: 1, a: 4, b: 5L, c: 5}'],
  [{ $push: { a: 1 } }, { _id: 1 }, '{_id: 1, a: [1]}'],
  [{ $push: { a: [1] } }, { _id: 1, a: [0] }, '{_id: 1, a: [0, [1]]}'],
  [{ $push: { a: { $each: [3, 1] } } }, { _id: 1, a: [2] }, '{_id: 1, a: [2, 3, 1]}'],
  [{ $push: { a: { $each: [9], $position: 1 } } }, { _id: 1, a: [1, 2] }, '{_id: 1, a: [1, 9, 2]}'],
  [{ $push: { a: { $each: [9], $position: -1 } } }, { _id: 1, a: [1, 2] }, '{_id: 1, a: [1, 9, 2]}'],
  [{ $push: { a: { $each: [3, 1], $sort: 1, $slice: 2 } } }, { _id: 1, a: [2] }, '{_id: 1, a: [1, 2]}'],
  [{ $push: { a: { $each: [], $slice: -1 } } }, { _id: 1, a: [1, 2] }, '{_id: 1, a: [2]}'],
  [
    { $push: { a: { $each: [{ s: 1 }], $sort: { s: -1 } } } },
    { _id: 1, a: [{ s: 0 }, { s: 2 }] },
    '{_id: 1, a: [{s: 2}, {s: 1}, {s: 0}]}',
  ],
  [{ $push: { a: { $each: [], $slice: 0 } } }, { _id: 1, a: [1] }, '{_id: 1, a: []}'],
  [{ $addToSet: { a: 1n } }, { _id: 1, a: [1] }, '{_id: 1, a: [1]}'],
  [{ $addToSet: { a: { $each: [2, 2, 1, [1]] } } }, { _id: 1, a: [1] }, '{_id: 1, a: [1, 2, [1]]}'],
  [{ $addToSet: { a: { x: 1, y: 2 } } }, { _id: 1, a: [{ y: 2, x: 1 }] }, '{_id: 1, a: [{y: 2, x: 1}, {x: 1, y: 2}]}'],
  [{ $pull: { a: 1 } }, { _id: 1, a: [1, 2, 1n, [1]] }, '{_id: 1, a: [2, [1]]}'],
  [{ $pull: { a: { $gt: 1 } } }, { _id: 1, a: [1, 2, [5], 'x'] }, "{_id: 1, a: [1, 'x']}"],
  [{ $pull: { a: { x: 1 } } }, { _id: 1, a: [{ x: 1, y: 2 }, { x: 2 }, 1] }, '{_id: 1, a: [{x: 2}, 1]}'],
  [{ $pull: { a: { $or: [{ x: 1 }, { x: 2 }] } } }, { _id: 1, a: [{ x: 1 }, { x: 3 }] }, '{_id: 1, a: [{x: 3}]}'],
  [{ $pull: { a: /^x/ } }, { _id: 1, a: ['xa', 'b'] }, "{_id: 1, a: ['b']}"],
  [{ $pull: { a: { $in: [1, 2] } }, $set: { b: 1 } }, { _id: 1, a: [1, 3] }, '{_id: 1, a: [3], b: 1}'],
  [{ $pull: { a: 1 } }, { _id: 1 }, '{_id: 1}'],
  [{ $pull: { a: [1] } }, { _id: 1, a: [[1], 1] }, '{_id: 1, a: [1]}'],
  [{ $pullAll: { a: [1, 'x'] } }, { _id: 1, a: [1n, 'x', 2] }, '{_id: 1, a: [2]}'],
  [{ $pop: { a: 1, b: -1, c: 1 } }, { _id: 1, a: [1, 2], b: [1, 2] }, '{_id: 1, a: [1], b: [2]}'],
  [{ $set: { 'a.$[]': 0 } }, { _id: 1, a: [1, 2] }, '{_id: 1, a: [0, 0]}'],
  [{ $inc: { 'a.$[].b.$[]': 1 } }, { _id: 1, a: [{ b: [1] }, { b: [2, 3] }] }, '{_id: 1, a: [{b: [2]}, {b: [3, 4]}]}'],
  [{ b: 2, a: 1 }, { _id: 1, c: 3 }, '{_id: 1, b: 2, a: 1}'],
  [{}, { _id: 1, c: 3 }, '{_id: 1}'],
  [{ a: 1, _id: 1n }, { _id: 1, c: 3 }, '{_id: 1, a: 1}'],
  [[{ $set: { b: { $add: ['$a', 1] } } }, { $unset: 'a' }], { _id: 1, a: 1 }, '{_id: 1, b: 2}'],
  [[{ $replaceWith: { x: '$a' } }], { _id: 1, a: 1 }, '{_id: 1, x: 1}'],
  [[{ $replaceRoot: { newRoot: '$a' } }], { _id: 1, a: { b: 2 } }, '{_id: 1, b: 2}'],
  [[{ $project: { a: 1 } }], { _id: 1, a: 1, b: 2 }, '{_id: 1, a: 1}'],
  [[{ $set: { a: '$$NOW' } }], { _id: 1 }, '{_id: 1, a: 2030-01-02T03:04:05.006Z}'],
  [[], { _id: 1, a: 1 }, '{_id: 1, a: 1}'],
];

describe('embedded database: updates', () => {
  for (const [update, document, expected] of cases) {
    it(`${show(toValue(update))} on ${show(doc(document))}`, () => {
      const source = doc(document);
      const result = compile(update).apply(source, { now });
      assert.equal(show(result.document), expected);
      assert.equal(result.changed, show(source) !== expected, 'changed');
      assert.equal(show(source), show(doc(document)), 'the document given stays as it was');
    });
  }

  it('changes the element that the filter found', () => {
    const apply = (update: Fields, filter: Fields, document: Fields) => {
      const { index } = compileFilter(doc(filter)).match(doc(document));
      return show(compile(update).apply(doc(document), { positionalIndex: index }).document);
    };
    assert.equal(apply({ $set: { 'a.$': 9 } }, { a: 2 }, { a: [1, 2] }), '{a: [1, 9]}');
    assert.equal(
      apply(
        { $inc: { 'a.$.n': 1 } },
        { 'a.k': 'y' },
        {
          a: [
            { k: 'x', n: 1 },
            { k: 'y', n: 1 },
          ],
        },
      ),
      "{a: [{k: 'x', n: 1}, {k: 'y', n: 2}]}",
    );
    assert.equal(
      apply({ $set: { 'a.$.b.$[]': 0 } }, { 'a.k': 1 }, { a: [{ k: 1, b: [1, 2] }] }),
      '{a: [{k: 1, b: [0, 0]}]}',
    );
    refuses(() => compile({ $set: { 'a.$': 1 } }).apply(doc({ a: [1] })), 2, /positional/);
  });

  it('changes the elements that array filters name', () => {
    const apply = (update: Fields, filters: Fields[], document: Fields) =>
      show(compile(update, filters).apply(doc(document)).document);
    assert.equal(apply({ $set: { 'a.$[x]': 0 } }, [{ x: { $gt: 1 } }], { a: [1, 2, 3] }), '{a: [1, 0, 0]}');
    assert.equal(
      apply({ $inc: { 'a.$[x].n': 1 } }, [{ 'x.k': 1, 'x.n': { $lt: 5 } }], {
        a: [
          { k: 1, n: 1 },
          { k: 1, n: 9 },
        ],
      }),
      '{a: [{k: 1, n: 2}, {k: 1, n: 9}]}',
    );
    assert.equal(
      apply({ $set: { 'a.$[x].b.$[y]': 0 } }, [{ 'x.k': 1 }, { y: 2 }], {
        a: [
          { k: 1, b: [1, 2] },
          { k: 2, b: [2] },
        ],
      }),
      '{a: [{k: 1, b: [1, 0]}, {k: 2, b: [2]}]}',
    );
    assert.equal(apply({ $set: { 'a.$[x]': 0 } }, [{ $or: [{ x: 1 }, { x: 3 }] }], { a: [1, 2, 3] }), '{a: [0, 2, 0]}');
  });

  it('compares by the collation where an operator compares', () => {
    const collation = parseCollation(doc({ locale: 'en', strength: 2 }));
    const apply = (update: Fields) =>
      show(compileUpdate(doc(update), { collation }).apply(doc({ a: ['x', 'Y'] })).document);
    assert.equal(apply({ $addToSet: { a: 'X' } }), "{a: ['x', 'Y']}");
    assert.equal(apply({ $pull: { a: 'y' } }), "{a: ['x']}");
    assert.equal(apply({ $pullAll: { a: ['y'] } }), "{a: ['x']}");
  });

  /** `[update, document, code, text]` */
  const refusals: [Fields | Plain[], Fields, number, RegExp][] = [
    [{ $foo: { a: 1 } }, {}, 9, /Unknown modifier: \$foo/],
    [{ $set: { a: 1 }, b: 1 }, {}, 9, /Unknown modifier: b/],
    [{ a: 1, $set: { b: 1 } }, {}, 52, /\$set/],
    [{ $set: 1 }, {}, 9, /\$set/],
    [{ $set: { '': 1 } }, {}, 56, /empty/],
    [{ $set: { 'a..b': 1 } }, {}, 56, /a\.\.b/],
    [{ $set: { $a: 1 } }, {}, 52, /\$a/],
    [{ $set: { 'a.$b': 1 } }, {}, 52, /\$b/],
    [{ $set: { '$.a': 1 } }, {}, 2, /first position/],
    [{ $set: { 'a.$.b.$': 1 } }, {}, 2, /Too many/],
    [{ $set: { a: 1, 'a.b': 2 } }, {}, 40, /'a/],
    [{ $set: { a: 1 }, $inc: { a: 1 } }, {}, 40, /'a'/],
    [{ $set: { 'a.b': 1 }, $unset: { a: 1 } }, {}, 40, /'a'/],
    [{ $rename: { a: 'b' }, $set: { a: 1 } }, {}, 40, /'a'/],
    [{ $set: { 'a.$[]': 1, 'a.0': 2 } }, { a: [1] }, 40, /a\.0/],
    [{ $set: { 'a.b': 1 } }, { a: 5 }, 28, /Cannot create field 'b' in element \{a: 5\}/],
    [{ $set: { 'a.b': 1 } }, { a: null }, 28, /'b'/],
    [{ $set: { 'a.b': 1 } }, { a: [1] }, 28, /'b'/],
    [{ $set: { 'a.2000000': 1 } }, { a: [] }, 2, /backfill/],
    [{ $set: { _id: 2 } }, { _id: 1 }, 66, /_id/],
    [{ $unset: { _id: 1 } }, { _id: 1 }, 66, /_id/],
    [{ $rename: { a: '_id' } }, { _id: 1, a: 2 }, 66, /_id/],
    [{ _id: 2, a: 1 }, { _id: 1 }, 66, /_id: 2/],
    [[{ $set: { _id: 2 } }], { _id: 1 }, 66, /_id/],
    [{ $inc: { a: 'x' } }, {}, 14, /non-numeric argument/],
    [{ $inc: { a: 1 } }, { a: 'x' }, 14, /field 'a' of non-numeric type string/],
    [{ $inc: { a: 1 } }, { a: null }, 14, /null/],
    [{ $inc: { a: 1 } }, { a: max }, 2, /\$inc/],
    [{ $mul: { a: 2 } }, { a: max }, 2, /\$mul/],
    [{ $push: { a: 1 } }, { a: 1 }, 2, /'a' must be an array but is of type int/],
    [{ $push: { a: { $each: 1 } } }, {}, 2, /\$each/],
    [{ $push: { a: { $each: [], $foo: 1 } } }, {}, 2, /\$foo/],
    [{ $push: { a: { $slice: 1 } } }, {}, 2, /\$slice/],
    [{ $push: { a: { $each: [], $sort: 2 } } }, {}, 2, /\$sort/],
    [{ $addToSet: { a: 1 } }, { a: 1 }, 2, /\$addToSet/],
    [{ $pull: { a: 1 } }, { a: 1 }, 2, /\$pull/],
    [{ $pullAll: { a: 1 } }, { a: [] }, 2, /\$pullAll/],
    [{ $pull: { a: { $expr: true } } }, {}, 2, /\$expr/],
    [{ $pop: { a: 1 } }, { a: 1 }, 14, /non-array/],
    [{ $pop: { a: 2 } }, { a: [] }, 9, /\$pop/],
    [{ $bit: { a: { and: 1 } } }, { a: 1.5 }, 2, /\$bit/],
    [{ $bit: { a: { foo: 1 } } }, {}, 2, /foo/],
    [{ $currentDate: { a: 1 } }, {}, 2, /\$currentDate/],
    [{ $rename: { a: 1 } }, {}, 2, /\$rename/],
    [{ $rename: { a: 'a' } }, {}, 2, /differ/],
    [{ $rename: { 'a.0': 'b' } }, { a: [1] }, 2, /array element/],
    [{ $rename: { b: 'a.0' } }, { a: [1], b: 2 }, 2, /array element/],
    [{ $rename: { 'a.$[]': 'b' } }, {}, 2, /dynamic/],
    [{ $set: { 'a.$[]': 1 } }, {}, 2, /must exist/],
    [{ $set: { 'a.$[]': 1 } }, { a: 1 }, 2, /non-array/],
    [{ $set: { 'a.$[x]': 1 } }, { a: [] }, 2, /No array filter found for identifier 'x'/],
    [[{ $match: {} }], {}, 72, /\$match/],
    [[{ $foo: {} }], {}, 72, /\$foo/],
    [{ $set: { [Array.from({ length: 150 }, () => 'a').join('.')]: 1 } }, {}, 15, /100/],
  ];
  for (const [update, document, code, text] of refusals) {
    it(`refuses ${show(toValue(update)).slice(0, 80)} on ${show(doc(document))}`, () =>
      refuses(() => compile(update).apply(doc(document)), code, text));
  }

  it('refuses array filters that are wrong or unused', () => {
    const set = { $set: { 'a.$[x]': 1 } };
    refuses(() => compile(set, [{ x: 1 }, { y: 1 }]), 9, /'y' was not used/);
    refuses(() => compile(set, [{ x: 1 }, { x: 2 }]), 9, /multiple/);
    refuses(() => compile(set, [{ x: 1, y: 1 }]), 9, /single top-level/);
    refuses(() => compile(set, [{ X: 1 }]), 2, /'X'/);
    refuses(() => compile(set, [{}]), 9);
    refuses(() => compile({ a: 1 }, [{ x: 1 }]), 9, /replacement/);
    refuses(() => compile([], [{ x: 1 }]), 9, /pipeline/);
  });

  it('$set makes the path hold the value, and doing it again changes nothing', () => {
    fc.assert(
      fc.property(anyDoc, fc.constantFrom('a', 'b', 'a.b', 'a.0', 'c.a.b'), anyValue, (document, path, value) => {
        const update = compileUpdate(new Map([['$set', new Map([[path, value]])]]));
        const before = show(document);
        let after: Doc;
        try {
          after = update.apply(document).document;
        } catch (error) {
          assert.match(String(error), /Cannot create field/);
          return;
        } finally {
          assert.equal(show(document), before);
        }
        assert.ok(identical(follow(after, path.split('.')), value));
        assert.equal(update.apply(after).changed, false);
        for (const name of document.keys())
          if (name !== path.split('.')[0]) assert.ok(identical(after.get(name), document.get(name)));
      }),
      { numRuns: 1000 },
    );
  });

  function follow(value: Value | undefined, [name, ...rest]: string[]): Value | undefined {
    if (name === undefined) return value;
    return follow(
      value instanceof Map ? value.get(name) : Array.isArray(value) ? value[Number(name)] : undefined,
      rest,
    );
  }

  it('array operators agree with a model on plain lists', () => {
    const list = fc.array(anyValue, { maxLength: 5 });
    fc.assert(
      fc.property(
        list,
        list,
        fc.integer({ min: -6, max: 6 }),
        fc.integer({ min: -6, max: 6 }),
        (start, added, position, slice) => {
          const run = (operator: string, argument: Value) =>
            compileUpdate(new Map([[operator, new Map([['a', argument]])]]))
              .apply(new Map([['a', start]]))
              .document.get('a');
          const at = position < 0 ? Math.max(0, start.length + position) : position;
          const pushed = [...start.slice(0, at), ...added, ...start.slice(at)];
          const argument = new Map<string, Value>([
            ['$each', added],
            ['$position', new Int32(position)],
            ['$slice', new Int32(slice)],
          ]);
          assert.ok(identical(run('$push', argument), slice < 0 ? pushed.slice(slice) : pushed.slice(0, slice)));
          const set = [...start];
          for (const value of added) if (!set.some((one) => equal(one, value))) set.push(value);
          assert.ok(identical(run('$addToSet', new Map([['$each', added]])), set));
          assert.ok(
            identical(
              run('$pullAll', added),
              start.filter((one) => !added.some((value) => equal(one, value))),
            ),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('embedded database: upserts', () => {
  const upsert = (filter: Fields, update: Fields | Plain[]) =>
    buildUpsert(compileFilter(doc(filter)).root, compile(update), { now });
  const id = new ObjectId('00112233445566778899aabb');

  /** `[filter, update, document]` */
  const upserts: [Fields, Fields | Plain[], string][] = [
    [{ _id: 1, a: 2 }, { $set: { b: 3 } }, '{_id: 1, a: 2, b: 3}'],
    [
      { a: 2, _id: id },
      { $setOnInsert: { c: 1 }, $inc: { n: 1 } },
      '{_id: id(00112233445566778899aabb), a: 2, c: 1, n: 1}',
    ],
    [
      { _id: 1, a: { $eq: 2 }, b: { $gt: 1 }, c: { $in: [1, 2] }, d: { $in: [7] } },
      { $set: { x: 1 } },
      '{_id: 1, a: 2, d: 7, x: 1}',
    ],
    [{ _id: 1, 'a.b': 2, 'a.c': 3 }, { $set: { 'a.d': 4 } }, '{_id: 1, a: {b: 2, c: 3, d: 4}}'],
    [{ _id: 1, $and: [{ a: 1 }, { b: { $all: [2] } }] }, { $set: { c: 1 } }, '{_id: 1, a: 1, b: 2, c: 1}'],
    [{ _id: 1, $or: [{ a: 1 }] }, { $set: { c: 1 } }, '{_id: 1, a: 1, c: 1}'],
    [{ _id: 1, $or: [{ a: 1 }, { b: 1 }], $nor: [{ d: 1 }] }, { $set: { c: 1 } }, '{_id: 1, c: 1}'],
    [{ _id: 1, a: 2 }, { b: 3 }, '{_id: 1, b: 3}'],
    [{ _id: 1, a: 2 }, [{ $set: { b: '$a' } }], '{_id: 1, a: 2, b: 2}'],
    [{ a: 5 }, { $set: { _id: 7 } }, '{_id: 7, a: 5}'],
    [{ _id: 1, a: 1 }, { $inc: { a: 4 } }, '{_id: 1, a: 5}'],
    [{ _id: 1, a: null }, { $set: { b: 1 } }, '{_id: 1, a: null, b: 1}'],
    [{ _id: 1, a: /x/ }, { $set: { b: 1 } }, '{_id: 1, b: 1}'],
    [{ _id: { x: 1 } }, { $set: { b: 1 } }, '{_id: {x: 1}, b: 1}'],
  ];
  for (const [filter, update, expected] of upserts) {
    it(`${show(doc(filter))} ${show(toValue(update))}`, () => assert.equal(show(upsert(filter, update)), expected));
  }

  it('gives an _id, first, where none is named', () => {
    const [[name, value] = []] = upsert({ a: 1 }, { $set: { b: 1 } });
    assert.ok(name === '_id' && value instanceof ObjectId);
  });

  it('refuses filters that name a path twice, and what cannot be an _id', () => {
    refuses(() => upsert({ $and: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }), 54, /'a' is matched twice/);
    refuses(() => upsert({ a: { b: 1 }, 'a.b': 1 }, { $set: { c: 1 } }), 54, /'a'/);
    refuses(() => upsert({ _id: 1 }, { $set: { _id: 2 } }), 66);
    refuses(() => upsert({ _id: 1 }, { _id: 2 }), 66);
    refuses(() => upsert({}, { $set: { _id: [1] } }), 53, /array/);
    refuses(() => upsert({ _id: { $eq: { $a: 1 } } }, { $set: { b: 1 } }), 52, /\$a/);
    refuses(() => upsert({ a: 1 }, { $set: { 'a.b': 1 } }), 28);
  });
});
