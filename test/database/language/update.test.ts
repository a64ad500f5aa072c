import assert from 'node:assert/strict';
import { Double, Int32, ObjectId } from 'bson';
import fc from 'fast-check';
import { compileFilter } from '../../../src/database/embedded/query/filter.ts';
import { compileUpdate } from '../../../src/database/embedded/update/update.ts';
import { buildUpsert } from '../../../src/database/embedded/update/upsert.ts';
import { equal } from '../../../src/database/embedded/values/compare.ts';
import { type Doc, type Plain, toValue, type Value } from '../../../src/database/embedded/values/document.ts';
import { identical } from '../../../src/database/embedded/values/identical.ts';
import { anyDoc, anyValue, doc, type Fields, notImplemented, refuses, show } from './support.ts';

const compile = (update: Fields | Plain[]) => compileUpdate(Array.isArray(update) ? update.map(toValue) : doc(update));
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
  [{ $inc: { a: 1, b: 1.5, c: 1n } }, { _id: 1, a: 1, b: 1, c: 1 }, '{_id: 1, a: 2, b: 2.5, c: 2L}'],
  [{ $inc: { a: 1 } }, { _id: 1, a: 2 ** 31 - 1 }, '{_id: 1, a: 2147483648L}'],
  [{ $inc: { a: 1 } }, { _id: 1, a: new Double(1) }, '{_id: 1, a: 2.0}'],
  [{ $inc: { 'a.b': 5n } }, { _id: 1 }, '{_id: 1, a: {b: 5L}}'],
  [{ $setOnInsert: { a: 1 } }, { _id: 1 }, '{_id: 1}'],
  [{ $push: { a: 1 } }, { _id: 1 }, '{_id: 1, a: [1]}'],
  [{ $push: { a: [1] } }, { _id: 1, a: [0] }, '{_id: 1, a: [0, [1]]}'],
  [{ $push: { a: { $each: [3, 1] } } }, { _id: 1, a: [2] }, '{_id: 1, a: [2, 3, 1]}'],
  [{ $push: { a: { $each: [3, 1], $slice: 2 } } }, { _id: 1, a: [2] }, '{_id: 1, a: [2, 3]}'],
  [{ $push: { a: { $each: [], $slice: -1 } } }, { _id: 1, a: [1, 2] }, '{_id: 1, a: [2]}'],
  [{ $push: { a: { $each: [1], $slice: 0 } } }, { _id: 1 }, '{_id: 1, a: []}'],
  [{ $addToSet: { a: 1n } }, { _id: 1, a: [1] }, '{_id: 1, a: [1]}'],
  [{ $addToSet: { a: { $each: [2, 2, 1, [1]] } } }, { _id: 1, a: [1] }, '{_id: 1, a: [1, 2, [1]]}'],
  [{ $addToSet: { a: { x: 1, y: 2 } } }, { _id: 1, a: [{ y: 2, x: 1 }] }, '{_id: 1, a: [{y: 2, x: 1}, {x: 1, y: 2}]}'],
  [{ $pull: { a: 1 } }, { _id: 1, a: [1, 2, 1n, [1]] }, '{_id: 1, a: [2, [1]]}'],
  [{ $pull: { a: { x: 1 } } }, { _id: 1, a: [{ x: 1, y: 2 }, { x: 2 }, 1] }, '{_id: 1, a: [{x: 2}, 1]}'],
  [{ $pull: { a: 1 } }, { _id: 1 }, '{_id: 1}'],
  [{ $pull: { a: [1] } }, { _id: 1, a: [[1], 1] }, '{_id: 1, a: [1]}'],
  [{ b: 2, a: 1 }, { _id: 1, c: 3 }, '{_id: 1, b: 2, a: 1}'],
  [{}, { _id: 1, c: 3 }, '{_id: 1}'],
  [{ a: 1, _id: 1n }, { _id: 1, c: 3 }, '{_id: 1, a: 1}'],
  [[{ $set: { b: { $add: ['$a', 1] }, 'c.d': '$a' } }], { _id: 1, a: 1 }, '{_id: 1, a: 1, b: 2, c: {d: 1}}'],
  [[{ $set: { a: { x: 1 } } }], { _id: 1, a: { y: 2 } }, '{_id: 1, a: {y: 2, x: 1}}'],
  [[], { _id: 1, a: 1 }, '{_id: 1, a: 1}'],
];

describe('embedded database: updates', () => {
  for (const [update, document, expected] of cases) {
    it(`${show(toValue(update))} on ${show(doc(document))}`, () => {
      const source = doc(document);
      const result = compile(update).apply(source);
      assert.equal(show(result.document), expected);
      assert.equal(result.changed, show(source) !== expected, 'changed');
      assert.equal(show(source), show(doc(document)), 'the document given stays as it was');
    });
  }

  /** `[update, document, code, text]` */
  const refusals: [Fields | Plain[], Fields, number, RegExp][] = [
    [{ a: 1, $set: { b: 1 } }, {}, 52, /\$set/],
    [{ $set: 1 }, {}, 9, /\$set/],
    [{ $set: { '': 1 } }, {}, 56, /empty/],
    [{ $set: { 'a..b': 1 } }, {}, 56, /a\.\.b/],
    [{ $set: { $a: 1 } }, {}, 52, /\$a/],
    [{ $set: { 'a.$b': 1 } }, {}, 52, /\$b/],
    [{ $set: { a: 1, 'a.b': 2 } }, {}, 40, /'a/],
    [{ $set: { a: 1 }, $inc: { a: 1 } }, {}, 40, /'a'/],
    [{ $set: { 'a.b': 1 }, $unset: { a: 1 } }, {}, 40, /'a'/],
    [{ $set: { 'a.b': 1 } }, { a: 5 }, 28, /Cannot create field 'b' in element \{a: 5\}/],
    [{ $set: { 'a.b': 1 } }, { a: null }, 28, /'b'/],
    [{ $set: { 'a.b': 1 } }, { a: [1] }, 28, /'b'/],
    [{ $set: { 'a.2000000': 1 } }, { a: [] }, 2, /backfill/],
    [{ $set: { _id: 2 } }, { _id: 1 }, 66, /_id/],
    [{ $unset: { _id: 1 } }, { _id: 1 }, 66, /_id/],
    [{ _id: 2, a: 1 }, { _id: 1 }, 66, /: 2/],
    [[{ $set: { _id: 2 } }], { _id: 1 }, 66, /_id/],
    [{ $inc: { a: 'x' } }, {}, 14, /non-numeric argument/],
    [{ $inc: { a: 1 } }, { a: 'x' }, 14, /field 'a' of non-numeric type string/],
    [{ $inc: { a: 1 } }, { a: null }, 14, /null/],
    [{ $inc: { a: 1 } }, { a: max }, 2, /\$inc/],
    [{ $push: { a: 1 } }, { a: 1 }, 2, /'a' must be an array but is of type int/],
    [{ $addToSet: { a: 1 } }, { a: 1 }, 2, /\$addToSet/],
    [{ $addToSet: { a: { $each: 1 } } }, {}, 14, /\$each/],
    [{ $pull: { a: 1 } }, { a: 1 }, 2, /\$pull/],
    [{ $set: { [Array.from({ length: 150 }, () => 'a').join('.')]: 1 } }, {}, 15, /100/],
    ...['$foo', '$mul', '$min', '$max', '$rename', '$currentDate', '$bit', '$pullAll', '$pop'].map(
      (name): [Fields, Fields, number, RegExp] => [
        { [name]: { a: 1 } },
        {},
        notImplemented,
        new RegExp(`the update operator \\${name} is not supported`),
      ],
    ),
    [{ $set: { a: 1 }, b: 1 }, {}, notImplemented, /the update operator b/],
    [{ $set: { 'a.$': 1 } }, { a: [1] }, notImplemented, /positional \$ in the path 'a\.\$'/],
    [{ $set: { 'a.$[]': 1 } }, { a: [1] }, notImplemented, /\$\[\]/],
    [{ $set: { 'a.$[x]': 1 } }, { a: [1] }, notImplemented, /\$\[x\]/],
    [{ $push: { a: { $each: 1 } } }, {}, 14, /\$each/],
    [{ $push: { a: { $slice: 1 } } }, {}, 14, /\$each/],
    [{ $push: { a: { $each: [], $slice: 1.5 } } }, {}, 2, /\$slice/],
    [{ $push: { a: { $each: [], $position: 0 } } }, {}, notImplemented, /modifier of \$push \$position/],
    [{ $push: { a: { $each: [], $sort: 1 } } }, {}, notImplemented, /\$sort/],
    [{ $addToSet: { a: { $each: [], $foo: 1 } } }, {}, notImplemented, /\$foo/],
    [{ $pull: { a: { $gt: 1 } } }, { a: [1] }, notImplemented, /\$pull with \$gt/],
    [{ $pull: { a: /^x/ } }, { a: ['x'] }, notImplemented, /\$pull with a pattern/],
    [{ $set: { a: /^x/ } }, {}, notImplemented, /storing a regex/],
    [[{ $unset: 'a' }], {}, notImplemented, /the stage of an update \$unset/],
    [[{ $replaceWith: {} }], {}, notImplemented, /\$replaceWith/],
  ];
  for (const [update, document, code, text] of refusals) {
    it(`refuses ${show(toValue(update)).slice(0, 80)} on ${show(doc(document))}`, () =>
      refuses(() => compile(update).apply(doc(document)), code, text));
  }

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
      fc.property(list, list, fc.integer({ min: -6, max: 6 }), (start, added, slice) => {
        const run = (operator: string, argument: Value) =>
          compileUpdate(new Map([[operator, new Map([['a', argument]])]]))
            .apply(new Map([['a', start]]))
            .document.get('a');
        const set = [...start];
        for (const value of added) if (!set.some((one) => equal(one, value))) set.push(value);
        assert.ok(identical(run('$addToSet', new Map([['$each', added]])), set));
        const pushed = [...start, ...added];
        const each = new Map<string, Value>([
          ['$each', added],
          ['$slice', new Int32(slice)],
        ]);
        assert.ok(identical(run('$push', each), slice < 0 ? pushed.slice(slice) : pushed.slice(0, slice)));
        for (const value of added) {
          assert.ok(identical(run('$push', value), [...start, value]));
          if (value instanceof Map) continue;
          assert.ok(
            identical(
              run('$pull', value),
              start.filter((one) => !equal(one, value)),
            ),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('embedded database: upserts', () => {
  const upsert = (filter: Fields, update: Fields | Plain[]) =>
    buildUpsert(compileFilter(doc(filter)).root, compile(update));
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
    [{ _id: 1, $and: [{ a: 1 }, { b: { $in: [2] } }] }, { $set: { c: 1 } }, '{_id: 1, a: 1, b: 2, c: 1}'],
    [{ _id: 1, $or: [{ a: 1 }] }, { $set: { c: 1 } }, '{_id: 1, a: 1, c: 1}'],
    [{ _id: 1, $or: [{ a: 1 }, { b: 1 }], d: { $ne: 1 } }, { $set: { c: 1 } }, '{_id: 1, c: 1}'],
    [{ _id: 1, a: 2 }, { b: 3 }, '{_id: 1, b: 3}'],
    [{ _id: 1, a: 2 }, [{ $set: { b: '$a' } }], '{_id: 1, a: 2, b: 2}'],
    [{ a: 5 }, { $set: { _id: 7 } }, '{_id: 7, a: 5}'],
    [{ _id: 1, a: 1 }, { $inc: { a: 4 } }, '{_id: 1, a: 5}'],
    [{ _id: 1, a: null }, { $set: { b: 1 } }, '{_id: 1, a: null, b: 1}'],
    [{ _id: 1, a: /^x/ }, { $set: { b: 1 } }, '{_id: 1, b: 1}'],
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
