import assert from 'node:assert/strict';
import { Double } from 'bson';
import fc from 'fast-check';
import { compileSort } from '../../../src/database/embedded/query/sort.ts';
import { compare } from '../../../src/database/embedded/values/compare.ts';
import type { Doc, Value } from '../../../src/database/embedded/values/document.ts';
import { anyDoc, anyValue, doc, type Fields, notImplemented, refuses, show } from './support.ts';

const orderOf = (spec: Fields) => {
  const { keyOf, compareKeys } = compileSort(doc(spec));
  return (a: Doc, b: Doc) => compareKeys(keyOf(a), keyOf(b));
};

/** `[order, documents as they should come]` */
const cases: [Fields, Fields[]][] = [
  [{ a: 1 }, [{ a: [] }, { a: null }, { b: 1 }, { a: 1 }, { a: 'x' }, { a: {} }]],
  [{ a: -1 }, [{ a: true }, { a: 'x' }, { a: 2 }, { a: 1n }, {}, { a: [] }]],
  [{ a: 1 }, [{ a: [5, 1] }, { a: 2 }, { a: [3, 4] }]],
  [{ a: -1 }, [{ a: [5, 1] }, { a: [3, 4] }, { a: 2 }]],
  [
    { a: 1, b: -1 },
    [
      { a: 1, b: 2 },
      { a: 1, b: 1 },
      { a: 2, b: 9 },
    ],
  ],
  [{ 'a.b': 1 }, [{ a: 5 }, { a: [{ b: 1 }, { b: 9 }] }, { a: { b: 2 } }]],
  [
    { 'a.b': 1, 'a.c': 1 },
    [
      {
        a: [
          { b: 1, c: 9 },
          { b: 2, c: 0 },
        ],
      },
      { a: [{ b: 2, c: 1 }] },
    ],
  ],
  [{ 'a.0': 1 }, [{ a: [1, 9] }, { a: [2, 0] }]],
  [{ a: 1 }, [{ a: [[1], [10]] }, { a: [[9]] }]],
  [{ a: 1 }, [{ a: new Double(Number.NaN) }, { a: -1 }]],
];

describe('embedded database: sorting', () => {
  for (const [order, documents] of cases) {
    it(`${show(doc(order))}: ${documents.map((one) => show(doc(one))).join(', ')}`, () => {
      const sort = compileSort(doc(order));
      const expected = documents.map(doc);
      assert.deepEqual(
        sort.sorted([...expected].reverse()).map(show),
        expectedOrder(orderOf(order), expected).map(show),
      );
      for (let i = 1; i < expected.length; i++)
        assert.ok(orderOf(order)(expected[i - 1] ?? new Map(), expected[i] ?? new Map()) <= 0, show(expected[i]));
    });
  }

  /** The expected order, where equal documents come as `reverse` left them. */
  function expectedOrder(compareDocs: (a: Doc, b: Doc) => number, documents: Doc[]): Doc[] {
    const groups: Doc[][] = [];
    for (const document of documents) {
      const group = groups.at(-1);
      const last = group?.[0];
      if (group && last && compareDocs(last, document) === 0) group.unshift(document);
      else groups.push([document]);
    }
    return groups.flat();
  }

  it('agrees with a model: an array counts by its least element ascending, its greatest descending', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { maxLength: 6 }),
        fc.constantFrom<1 | -1>(1, -1),
        fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
        (values, direction, limit) => {
          const key = (value: Value): Value | undefined => {
            if (!Array.isArray(value)) return value;
            return value.reduce<Value | undefined>(
              (best, one) => (best === undefined || direction * compare(one, best) < 0 ? one : best),
              undefined,
            );
          };
          const documents = values.map((value): Doc => new Map([['a', value]]));
          const model = [...documents].sort(
            (a, b) => direction * compare(key(a.get('a') ?? null), key(b.get('a') ?? null)),
          );
          const sorted = compileSort(doc({ a: direction })).sorted(documents, { limit });
          assert.deepEqual(sorted.map(show), model.slice(0, limit).map(show));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('holds no more than a limit needs, and gives the same beginning', () => {
    const documents = Array.from({ length: 5000 }, (_, i) => doc({ a: (i * 7919) % 5000 }));
    assert.deepEqual(
      compileSort(doc({ a: 1 }))
        .sorted(documents, { limit: 3 })
        .map(show),
      ['{a: 0}', '{a: 1}', '{a: 2}'],
    );
  });

  it('never fails on any document but for arrays side by side', () => {
    fc.assert(
      fc.property(anyDoc, anyDoc, (a, b) => {
        const order = orderOf({ 'a.b': 1 });
        try {
          assert.equal(Math.sign(order(a, b)), -Math.sign(order(b, a)) + 0);
        } catch (error) {
          assert.match(String(error), /Ambiguous/);
        }
      }),
    );
  });

  it('refuses what is no order', () => {
    refuses(() => compileSort(doc({ a: 2 })), 15975, /a: 2/);
    refuses(() => compileSort(doc({ a: 'x' })), 15974);
    refuses(() => compileSort(doc({ a: { $meta: 'textScore' } })), notImplemented, /\$meta/);
    refuses(() => compileSort(doc({ a: 1, b: 1 })).keyOf(doc({ a: [1, 2], b: [1, 2] })), 2, /parallel/);
  });
});
