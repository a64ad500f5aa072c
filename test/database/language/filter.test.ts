import assert from 'node:assert/strict';
import { Double, ObjectId } from 'bson';
import fc from 'fast-check';
import { compileFilter } from '../../../src/database/embedded/query/filter.ts';
import { compare } from '../../../src/database/embedded/values/compare.ts';
import { type Doc, toValue, type Value } from '../../../src/database/embedded/values/document.ts';
import { rankOf } from '../../../src/database/embedded/values/kinds.ts';
import { anyDoc, anyValue, doc, type Fields, notImplemented, refuses, show } from './support.ts';

const matches = (filter: Fields, document: Fields) => compileFilter(doc(filter)).matches(doc(document));
const id = new ObjectId('00112233445566778899aabb');
const big = 2n ** 53n;

/** `[filter, documents that match, documents that do not]` */
const cases: [Fields, Fields[], Fields[]][] = [
  [{}, [{}, { a: 1 }], []],
  [
    { a: 1 },
    [{ a: 1 }, { a: 1n }, { a: new Double(1) }, { a: [0, 1] }],
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
  [{ a: { $gt: [1] } }, [{ a: [1, 0] }, { a: [2] }, { a: [[2]] }], [{ a: [1] }, { a: 5 }]],
  [{ a: { $gt: { b: 1 } } }, [{ a: { b: 2 } }], [{ a: { b: 1 } }, { a: 1 }]],
  [{ a: { $gt: false } }, [{ a: true }], [{ a: false }, { a: 1 }]],
  [{ a: { $in: [1, null] } }, [{ a: 1 }, {}, { a: [2, 1] }], [{ a: 2 }]],
  [{ a: { $in: [[1, 2]] } }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [1] }]],
  [{ a: { $in: [] } }, [], [{}, { a: 1 }]],
  [{ a: { $nin: [1, 2] } }, [{}, { a: 3 }, { a: [] }], [{ a: 1 }, { a: [1, 9] }]],
  [{ a: { $exists: true } }, [{ a: null }, { a: [] }, { a: 0 }], [{}]],
  [{ a: { $exists: false } }, [{}], [{ a: null }]],
  [{ a: { $exists: 0 } }, [{}], [{ a: null }]],
  [{ 'a.b': { $exists: false } }, [{}, { a: [] }, { a: [1] }, { a: [{}] }], [{ a: [{ b: 1 }, {}] }]],
  [{ a: { $type: 'array' } }, [{ a: [] }, { a: [1] }, { a: [[1]] }], [{ a: 1 }]],
  [
    { a: { $elemMatch: { x: 1, y: { $gt: 1 } } } },
    [{ a: [{ x: 1, y: 2 }] }],
    [{ a: [{ x: 1 }, { y: 2 }] }, { a: { x: 1, y: 2 } }],
  ],
  [{ a: { $elemMatch: { 0: 5 } } }, [{ a: [[5]] }], [{ a: [5] }]],
  [{ a: { $type: 'string' } }, [{ a: 'x' }, { a: [1, 'x'] }], [{ a: 1 }, {}, { a: id }]],
  [{ a: { $type: 'objectId' } }, [{ a: id }], [{ a: 'x' }, {}]],
  [{ a: /^b\.c/ }, [{ a: 'b.c' }, { a: ['x', 'b.cd'] }], [{ a: 'bxc' }, { a: 'ab.c' }, { a: 'B.c' }, { a: 1 }, {}]],
  [{ a: /^/ }, [{ a: '' }, { a: 'x' }], [{ a: 1 }, {}]],
  [{ $or: [{ a: 1 }, { b: 1 }] }, [{ a: 1 }, { b: 1 }], [{}]],
  [{ $and: [{ a: 1 }, { b: 1 }] }, [{ a: 1, b: 1 }], [{ a: 1 }]],
  [{ 'a.0': 1 }, [{ a: [1, 2] }, { a: { 0: 1 } }, { a: [{ 0: 1 }] }], [{ a: [2, 1] }, { a: [[1]] }]],
  [{ 'a.1.b': 2 }, [{ a: [{ b: 1 }, { b: 2 }] }, { a: [0, [{ b: 2 }]] }], [{ a: [{ b: 2 }] }]],
  [{ 'a.b.c': 1 }, [{ a: [{ b: [{ c: 1 }] }] }, { a: { b: { c: 1 } } }], [{ a: [[{ b: { c: 1 } }]] }]],
  [{ 'a.00': 1 }, [{ a: { '00': 1 } }], [{ a: [1] }]],
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
    [{ $or: [] }, 2, /nonempty/],
    [{ $and: 1 }, 2, /\$and/],
    [{ $or: [1] }, 2, /full objects/],
    [{ $gt: 1 }, 2, /\$gt/],
    [{ a: { $or: [{ b: 1 }] } }, 2, /\$or/],
    [{ a: { $in: 1 } }, 2, /\$in needs an array/],
    [{ a: { $in: [{ $gt: 1 }] } }, 2, /nest \$ under \$in/],
    [{ a: { $elemMatch: 1 } }, 2, /\$elemMatch/],
    ...[
      { $foo: 1 },
      { $where: 'true' },
      { $text: {} },
      { $nor: [{ a: 1 }] },
      { $expr: { $gt: ['$a', '$b'] } },
      { a: { $foo: 1 } },
      { a: { $gt: 1, b: 2 } },
      { a: { $near: [1, 2] } },
      { a: { $not: { $gt: 1 } } },
      { a: { $mod: [4, 1] } },
      { a: { $size: 2 } },
      { a: { $all: [1] } },
      { a: { $regex: 'x', $options: 'i' } },
      { a: { $bitsAllSet: 5 } },
    ].map((filter): [Fields, number, RegExp] => {
      const unspoken = /the query operator (\$(?!gt)\w+|b) is not supported/;
      return [filter, notImplemented, unspoken];
    }),
    [{ a: { $type: 16 } }, notImplemented, /\$type 16/],
    [{ a: { $type: ['string'] } }, notImplemented, /\$type/],
    [{ a: { $type: 'decimal' } }, notImplemented, /decimal/],
    [{ a: { $elemMatch: { $gt: 1 } } }, notImplemented, /\$elemMatch with \$gt/],
    [{ a: { $gt: /^x/ } }, notImplemented, /pattern/],
    [{ a: { $in: [/^x/] } }, notImplemented, /pattern in \$in/],
    ...[/x/, /^x/i, /^x/m, /^x$/, /^x|y/, /^x+/, /^(x)/, /^[x]/, /^\w/, /^x./].map(
      (pattern): [Fields, number, RegExp] => [{ a: pattern }, notImplemented, /the pattern \/.*\//],
    ),
  ];
  for (const [filter, code, text] of refusals) {
    it(`refuses ${show(doc(filter))}`, () => refuses(() => compileFilter(doc(filter)), code, text));
  }

  it('takes the literal of a pattern as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (prefix, text) => {
        const pattern = new RegExp(`^${prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
        fc.pre(!pattern.source.includes('\0') && !/[\n\r\u2028\u2029/]/.test(prefix));
        for (const value of [prefix + text, text])
          assert.equal(matches({ a: pattern }, { a: value }), value.startsWith(prefix));
      }),
    );
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
    value !== undefined && value !== null && Number.isNaN(Number(value instanceof Double ? value.value : 0));

  it('agrees with a model of the manual for comparisons along any path', () => {
    const path = fc.array(fc.constantFrom('a', 'b', '0', '1'), { minLength: 1, maxLength: 3 });
    const operand = anyValue.filter((value) => !isNaNValue(value));
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
        if (operator !== '$eq') return;
        assert.equal(ask(new Map([[names.join('.'), new Map([['$ne', value]])]])), !expected);
        if (!(value instanceof Map))
          assert.equal(
            ask(new Map([[names.join('.'), new Map([['$in', [toValue(77), value]]])]])),
            expected || candidates(document, names).some((one) => compare(one, toValue(77)) === 0),
          );
      }),
      { numRuns: 3000 },
    );
  });
});
