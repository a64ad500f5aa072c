import assert from 'node:assert/strict';
import { Binary, BSONRegExp, Decimal128, Double, Int32, MaxKey, MinKey, ObjectId } from 'bson';
import fc from 'fast-check';
import { compileFilter } from '../../../src/database/embedded/query/filter.ts';
import { parseCollation } from '../../../src/database/embedded/values/collation.ts';
import { compare } from '../../../src/database/embedded/values/compare.ts';
import { type Doc, toValue, type Value } from '../../../src/database/embedded/values/document.ts';
import { rankOf } from '../../../src/database/embedded/values/kinds.ts';
import { anyDoc, anyValue, doc, type Fields, refuses, show } from './support.ts';

const matches = (filter: Fields, document: Fields) => compileFilter(doc(filter)).matches(doc(document));
const id = new ObjectId('00112233445566778899aabb');
const big = 2n ** 53n;

/** `[filter, documents that match, documents that do not]` */
const cases: [Fields, Fields[], Fields[]][] = [
  [{}, [{}, { a: 1 }], []],
  [
    { a: 1 },
    [{ a: 1 }, { a: 1n }, { a: new Double(1) }, { a: Decimal128.fromString('1.0') }, { a: [0, 1] }],
    [{}, { a: '1' }, { a: true }, { a: [[1]] }, { b: 1 }],
  ],
  [{ a: big + 1n }, [{ a: big + 1n }], [{ a: new Double(2 ** 53) }]],
  [{ a: null }, [{ a: null }, {}, { a: [null] }], [{ a: 0 }, { a: [] }, { a: false }]],
  [
    { 'a.b': null },
    [{}, { a: null }, { a: 1 }, { a: {} }, { a: { b: null } }, { a: [{}] }, { a: [{ b: 1 }, {}] }],
    [{ a: [] }, { a: [1, 2] }, { a: [{ b: 1 }] }, { a: { b: 1 } }],
  ],
  [{ 'a.b': { $ne: null } }, [{ a: [] }, { a: [1, 2] }, { a: { b: 1 } }], [{}, { a: 1 }, { a: [{}] }]],
  [{ a: { $ne: 1 } }, [{}, { a: 2 }, { a: [2, 3] }], [{ a: 1 }, { a: [1, 2] }]],
  [
    { a: { b: 1, c: 2 } },
    [{ a: { b: 1, c: 2 } }, { a: [{ b: 1, c: 2 }] }],
    [{ a: { c: 2, b: 1 } }, { a: { b: 1 } }, { a: { b: 1, c: 2, d: 3 } }],
  ],
  [{ a: [1, 2] }, [{ a: [1, 2] }, { a: [[1, 2], 3] }], [{ a: [2, 1] }, { a: [1, 2, 3] }, { a: 1 }]],
  [{ a: {} }, [{ a: {} }], [{}, { a: { b: 1 } }, { a: [] }]],
  [{ a: [] }, [{ a: [] }, { a: [[]] }], [{}, { a: [1] }]],
  [
    { a: { $gt: 5 } },
    [{ a: 6 }, { a: 6n }, { a: [1, 6] }, { a: new Double(Number.POSITIVE_INFINITY) }],
    [{ a: 5 }, { a: '6' }, { a: null }, {}, { a: new Date(9) }, { a: new Double(Number.NaN) }],
  ],
  [{ a: { $gte: null } }, [{ a: null }, {}], [{ a: 1 }]],
  [{ a: { $gt: null } }, [], [{ a: null }, {}, { a: 1 }]],
  [{ a: { $lt: 'b' } }, [{ a: 'a' }, { a: '' }], [{ a: 'b' }, { a: 1 }, {}]],
  [{ a: { $gt: 1, $lt: 3 } }, [{ a: 2 }, { a: [0, 4] }], [{ a: 4 }, { a: [4, 5] }]],
  [{ a: { $lte: new Double(Number.NaN) } }, [{ a: new Double(Number.NaN) }], [{ a: 1 }, {}]],
  [{ a: { $lt: 5 } }, [{ a: 4 }], [{ a: new Double(Number.NaN) }]],
  [{ a: { $gt: new MinKey() } }, [{ a: 1 }, {}, { a: new MaxKey() }], [{ a: new MinKey() }]],
  [{ a: { $lt: new MaxKey() } }, [{ a: 1 }, {}], [{ a: new MaxKey() }]],
  [{ a: { $gt: [1] } }, [{ a: [1, 0] }, { a: [2] }, { a: [[2]] }], [{ a: [1] }, { a: 5 }]],
  [{ a: { $gt: { b: 1 } } }, [{ a: { b: 2 } }], [{ a: { b: 1 } }, { a: 1 }]],
  [{ a: { $gt: false } }, [{ a: true }], [{ a: false }, { a: 1 }]],
  [{ a: { $in: [1, null] } }, [{ a: 1 }, {}, { a: [2, 1] }], [{ a: 2 }]],
  [{ a: { $in: [/^x/i, 5] } }, [{ a: 'Xy' }, { a: 5 }, { a: ['q', 'x'] }, { a: /^x/i }], [{ a: 'yx' }]],
  [{ a: { $in: [[1, 2]] } }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [1] }]],
  [{ a: { $in: [] } }, [], [{}, { a: 1 }]],
  [{ a: { $nin: [1, 2] } }, [{}, { a: 3 }, { a: [] }], [{ a: 1 }, { a: [1, 9] }]],
  [{ a: { $exists: true } }, [{ a: null }, { a: [] }, { a: 0 }], [{}]],
  [{ a: { $exists: false } }, [{}], [{ a: null }]],
  [{ a: { $exists: 0 } }, [{}], [{ a: null }]],
  [{ 'a.b': { $exists: false } }, [{}, { a: [] }, { a: [1] }, { a: [{}] }], [{ a: [{ b: 1 }, {}] }]],
  [
    { a: { $type: 'number' } },
    [{ a: 1 }, { a: 1n }, { a: 1.5 }, { a: Decimal128.fromString('1') }, { a: ['x', 1] }],
    [{ a: 'x' }, {}],
  ],
  [{ a: { $type: 'array' } }, [{ a: [] }, { a: [1] }, { a: [[1]] }], [{ a: 1 }]],
  [{ a: { $type: ['string', 'objectId'] } }, [{ a: 'x' }, { a: id }], [{ a: 1 }]],
  [{ a: { $type: 16 } }, [{ a: 1 }], [{ a: 1n }]],
  [{ a: { $type: -1 } }, [{ a: new MinKey() }], [{ a: 1 }]],
  [{ a: { $type: 'undefined' } }, [], [{}, { a: null }]],
  [{ a: { $regex: 'B', $options: 'i' } }, [{ a: 'abc' }, { a: ['x', 'b'] }], [{ a: 1 }, {}]],
  [{ a: /^b$/m }, [{ a: 'a\nb\nc' }], [{ a: 'ab' }]],
  [
    { a: { $mod: [4, 1] } },
    [{ a: 5 }, { a: 5n }, { a: 5.9 }, { a: [2, 9] }],
    [{ a: 4 }, { a: -3 }, { a: 'x' }, { a: new Double(Number.NaN) }],
  ],
  [{ a: { $mod: [4, -3] } }, [{ a: -3 }, { a: -7 }], [{ a: 1 }]],
  [{ a: { $mod: [1n << 62n, 0] } }, [{ a: 1n << 62n }], [{ a: (1n << 63n) - 1n }]],
  [{ a: { $size: 2 } }, [{ a: [1, 2] }, { a: [[], []] }], [{ a: [] }, { a: 2 }, { a: [[1, 2]] }, {}]],
  [{ a: { $all: [1, 2] } }, [{ a: [2, 1, 3] }], [{ a: [1] }, { a: 1 }, {}]],
  [{ a: { $all: [1] } }, [{ a: 1 }, { a: [1] }], [{ a: 2 }]],
  [{ a: { $all: [] } }, [], [{ a: [] }, {}]],
  [{ a: { $all: [[1, 2]] } }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [1] }]],
  [{ a: { $all: [/^x/, /y$/] } }, [{ a: 'xy' }, { a: ['x', 'y'] }], [{ a: ['x'] }]],
  [
    { a: { $all: [{ $elemMatch: { x: 1 } }, { $elemMatch: { x: 2 } }] } },
    [{ a: [{ x: 1 }, { x: 2 }] }],
    [{ a: [{ x: 1 }] }],
  ],
  [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, [{ a: [0, 2] }], [{ a: [0, 4] }, { a: 2 }, { a: [[2]] }, { a: [] }]],
  [
    { a: { $elemMatch: { x: 1, y: { $gt: 1 } } } },
    [{ a: [{ x: 1, y: 2 }] }],
    [{ a: [{ x: 1 }, { y: 2 }] }, { a: { x: 1, y: 2 } }],
  ],
  [{ a: { $elemMatch: { $or: [{ x: 1 }, { x: 2 }] } } }, [{ a: [{ x: 2 }] }], [{ a: [{ x: 3 }] }]],
  [{ a: { $elemMatch: { 0: 5 } } }, [{ a: [[5]] }], [{ a: [5] }]],
  [{ a: { $elemMatch: { $elemMatch: { $eq: 1 } } } }, [{ a: [[1]] }], [{ a: [1] }]],
  [{ a: { $elemMatch: { $not: { $gt: 1 } } } }, [{ a: [0] }, { a: [5, 'x'] }], [{ a: [5] }, { a: [] }]],
  [{ a: { $elemMatch: { $ne: 1 } } }, [{ a: [1, 2] }], [{ a: [1] }]],
  [{ a: { $elemMatch: { $in: [null] } } }, [{ a: [null] }], [{ a: [] }, {}]],
  [{ 'a.b': { $elemMatch: { $eq: 1 } } }, [{ a: [{ b: [1] }] }], [{ a: [{ b: 1 }] }]],
  [{ a: { $not: { $gt: 1 } } }, [{}, { a: 1 }, { a: 'x' }], [{ a: 2 }, { a: [0, 2] }]],
  [{ a: { $not: /x/ } }, [{}, { a: 'y' }, { a: 1 }], [{ a: 'x' }]],
  [{ a: { $not: { $gt: 1, $lt: 3 } } }, [{ a: 4 }], [{ a: 2 }]],
  [{ $or: [{ a: 1 }, { b: 1 }] }, [{ a: 1 }, { b: 1 }], [{}]],
  [{ $and: [{ a: 1 }, { b: 1 }] }, [{ a: 1, b: 1 }], [{ a: 1 }]],
  [{ $nor: [{ a: 1 }, { b: 1 }] }, [{}], [{ a: 1 }, { b: 1 }]],
  [{ 'a.0': 1 }, [{ a: [1, 2] }, { a: { 0: 1 } }, { a: [{ 0: 1 }] }], [{ a: [2, 1] }, { a: [[1]] }]],
  [{ 'a.1.b': 2 }, [{ a: [{ b: 1 }, { b: 2 }] }, { a: [0, [{ b: 2 }]] }], [{ a: [{ b: 2 }] }]],
  [{ 'a.b.c': 1 }, [{ a: [{ b: [{ c: 1 }] }] }, { a: { b: { c: 1 } } }], [{ a: [[{ b: { c: 1 } }]] }]],
  [{ 'a.00': 1 }, [{ a: { '00': 1 } }], [{ a: [1] }]],
  [{ a: { $eq: /x/ } }, [{ a: /x/ }], [{ a: 'x' }]],
  [{ a: { $eq: { $b: 1 } } }, [{ a: { $b: 1 } }], [{ a: 1 }]],
  [{ a: { $ref: 'c', $id: 1 } }, [{ a: { $ref: 'c', $id: 1 } }], [{ a: { $id: 1, $ref: 'c' } }]],
  [{ $expr: { $gt: ['$a', '$b'] } }, [{ a: 2, b: 1 }, { a: 'x', b: 1 }, { a: 1 }], [{ a: 1, b: 1 }]],
  [{ $comment: 'x', a: { $comment: 'y', $eq: 1 } }, [{ a: 1 }], [{ a: 2 }]],
  [
    { a: { $bitsAllSet: 5 } },
    [{ a: 7 }, { a: -1 }, { a: new Binary(new Uint8Array([5])) }],
    [{ a: 4 }, { a: 5.5 }, { a: 'x' }],
  ],
  [{ a: { $bitsAnyClear: [0, 70] } }, [{ a: 5 }], [{ a: -1 }]],
];

describe('embedded database: filters', () => {
  for (const [filter, right, wrong] of cases) {
    it(show(doc(filter)), () => {
      for (const document of right)
        assert.equal(matches(filter, document), true, `should match ${show(doc(document))}`);
      for (const document of wrong)
        assert.equal(matches(filter, document), false, `should not match ${show(doc(document))}`);
    });
  }

  const refusals: [Fields, number, RegExp][] = [
    [{ $foo: 1 }, 2, /\$foo/],
    [{ a: { $foo: 1 } }, 2, /\$foo/],
    [{ a: { $gt: 1, b: 2 } }, 2, /unknown operator: b/],
    [{ $where: 'true' }, 238, /\$where/],
    [{ $text: {} }, 238, /\$text/],
    [{ $jsonSchema: {} }, 238, /\$jsonSchema/],
    [{ a: { $near: [1, 2] } }, 238, /\$near/],
    [{ $or: [] }, 2, /nonempty/],
    [{ $and: 1 }, 2, /\$and/],
    [{ $or: [1] }, 2, /full objects/],
    [{ a: { $in: 1 } }, 2, /\$in needs an array/],
    [{ a: { $in: [{ $gt: 1 }] } }, 2, /nest \$ under \$in/],
    [{ a: { $not: 1 } }, 2, /\$not/],
    [{ a: { $not: {} } }, 2, /\$not/],
    [{ a: { $gt: /x/ } }, 2, /RegEx/],
    [{ a: { $ne: /x/ } }, 2, /regex/],
    [{ a: { $mod: [0, 1] } }, 2, /divisor/],
    [{ a: { $mod: [1] } }, 2, /mod/],
    [{ a: { $size: -1 } }, 2, /\$size/],
    [{ a: { $size: 1.5 } }, 2, /\$size/],
    [{ a: { $type: 'foo' } }, 2, /foo/],
    [{ a: { $type: 99 } }, 2, /99/],
    [{ a: { $elemMatch: 1 } }, 2, /\$elemMatch/],
    [{ a: { $options: 'i' } }, 2, /\$options/],
    [{ a: { $regex: 'x', $options: 'q' } }, 51108, /q/],
    [{ a: { $all: 1 } }, 2, /\$all/],
    [{ a: { $all: [{ $gt: 1 }] } }, 2, /\$all/],
    [{ $expr: { $foo: 1 } }, 168, /\$foo/],
    [{ a: { $elemMatch: { $or: [{ $expr: true }] } } }, 2, /\$expr/],
  ];
  for (const [filter, code, text] of refusals) {
    it(`refuses ${show(doc(filter))}`, () => refuses(() => compileFilter(doc(filter)), code, text));
  }

  it('finds the array element for the positional operator', () => {
    const positions: [Fields, Fields, number | undefined][] = [
      [{ a: 2 }, { a: [1, 2, 2] }, 1],
      [{ 'a.b': 2 }, { a: [{ b: 1 }, { b: 2 }] }, 1],
      [{ 'a.b': 2 }, { a: [{ b: 1 }, { b: [2, 5] }] }, 1],
      [{ a: { $elemMatch: { $gt: 3 } } }, { a: [1, 4, 5] }, 1],
      [{ x: 1, a: { $gt: 1 } }, { x: 1, a: [1, 2] }, 1],
      [{ a: 2 }, { a: 2 }, undefined],
      [{ $or: [{ a: 2 }] }, { a: [1, 2] }, undefined],
    ];
    for (const [filter, document, index] of positions) {
      assert.deepEqual(compileFilter(doc(filter)).match(doc(document)), { matches: true, index }, show(doc(filter)));
    }
  });

  it('compares texts by the collation, but not patterns', () => {
    const collation = parseCollation(doc({ locale: 'en', strength: 2 }));
    const ask = (filter: Fields, document: Fields) => compileFilter(doc(filter), { collation }).matches(doc(document));
    assert.ok(
      ask({ a: 'X' }, { a: 'x' }) &&
        ask({ a: { $in: ['X'] } }, { a: ['x'] }) &&
        ask({ a: { b: 'X' } }, { a: { b: 'x' } }),
    );
    assert.ok(
      !ask({ a: /X/ }, { a: 'x' }) &&
        !ask({ a: { $ne: 'X' } }, { a: 'x' }) &&
        ask({ $expr: { $eq: ['$a', 'X'] } }, { a: 'x' }),
    );
  });

  it('sees variables in $expr', () => {
    const filter = compileFilter(doc({ $expr: { $eq: ['$a', '$$wanted'] } }), {
      variables: new Map([['wanted', new Int32(3)]]),
    });
    assert.ok(filter.matches(doc({ a: 3 })) && !filter.matches(doc({ a: 4 })));
    refuses(() => compileFilter(doc({ $expr: '$$unknown' })), 17276, /unknown/);
  });

  /** Every value that a path leads to, by the rules of the manual alone: arrays are entered, and count themselves at the end. */
  function candidates(value: Value | undefined, path: string[]): (Value | undefined)[] {
    const [name, ...rest] = path;
    if (name === undefined) return Array.isArray(value) ? [...value, value] : [value];
    if (value instanceof Map) return candidates(value.get(name), rest);
    if (!Array.isArray(value)) return [undefined];
    const inDocuments = value
      .filter((element) => element instanceof Map)
      .flatMap((element) => candidates(element, path));
    const element = /^\d$/.test(name) ? value[Number(name)] : undefined;
    if (element === undefined) return inDocuments;
    if (rest.length === 0) return [...inDocuments, element];
    return element instanceof Map || Array.isArray(element)
      ? [...inDocuments, ...candidates(element, rest)]
      : inDocuments;
  }

  const holds: Record<string, (order: number) => boolean> = {
    $eq: (order) => order === 0,
    $gt: (order) => order > 0,
    $gte: (order) => order >= 0,
    $lt: (order) => order < 0,
    $lte: (order) => order <= 0,
  };
  const isNaNValue = (value: Value | undefined) =>
    value !== undefined &&
    value !== null &&
    Number.isNaN(Number(value instanceof Double || value instanceof Decimal128 ? value.toString() : 0));

  it('agrees with a model of the manual for comparisons along any path', () => {
    const path = fc.array(fc.constantFrom('a', 'b', '0', '1'), { minLength: 1, maxLength: 3 });
    const operand = anyValue.filter((value) => !(value instanceof BSONRegExp) && !isNaNValue(value));
    fc.assert(
      fc.property(anyDoc, path, fc.constantFrom(...Object.keys(holds)), operand, (document, names, operator, value) => {
        const expected = candidates(document, names).some((candidate) => {
          const nullish = value === null && candidate === undefined && !['$gt', '$lt'].includes(operator);
          const sameRank = rankOf(candidate) === rankOf(value) && candidate !== undefined && !isNaNValue(candidate);
          return nullish || (sameRank && holds[operator]?.(compare(candidate, value)));
        });
        const ask = (filter: Doc) => compileFilter(filter).matches(document);
        const test: Doc = new Map([[operator, value]]);
        assert.equal(ask(new Map([[names.join('.'), test]])), expected);
        assert.equal(ask(new Map([[names.join('.'), new Map([['$not', test]])]])), !expected);
        if (operator === '$eq')
          assert.equal(
            ask(new Map([[names.join('.'), new Map([['$in', [toValue(77), value]]])]])),
            expected || candidates(document, names).some((one) => compare(one, toValue(77)) === 0),
          );
      }),
      { numRuns: 3000 },
    );
  });
});
