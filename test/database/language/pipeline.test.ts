import assert from 'node:assert/strict';
import { BSONRegExp, Decimal128, Int32 } from 'bson';
import fc from 'fast-check';
import { Deadline } from '../../../src/database/embedded/aggregate/deadline.ts';
import { compilePipeline, type Sources } from '../../../src/database/embedded/aggregate/pipeline.ts';
import { parseCollation } from '../../../src/database/embedded/values/collation.ts';
import { compare } from '../../../src/database/embedded/values/compare.ts';
import type { Doc, Plain, Value } from '../../../src/database/embedded/values/document.ts';
import { anyDoc, anyValue, doc, type Fields, refuses, show, toValue } from './support.ts';

const collections: Record<string, Fields[]> = {
  people: [
    { _id: 1, name: 'Ann', team: 1 },
    { _id: 2, name: 'Bob', team: [1, 2] },
    { _id: 3, name: 'Cy' },
    { _id: 4, name: 'Di', team: null },
  ],
};
const sources: Sources = {
  find: (name, filter) => (collections[name] ?? []).map(doc).filter((one) => filter.matches(one)),
};
const run = (stages: Fields[], input: Fields[]) =>
  show([...compilePipeline(toValue(stages), { sources, now: new Date(0) }).run(input.map(doc))]);

/** `[stages, documents in, documents out]` */
const cases: [Fields[], Fields[], string][] = [
  [[], [{ a: 1 }], '[{a: 1}]'],
  [[{ $match: { a: { $gt: 1 } } }], [{ a: 1 }, { a: 2 }], '[{a: 2}]'],
  [[{ $sort: { a: -1 } }, { $skip: 1 }, { $limit: 1 }], [{ a: 1 }, { a: 3 }, { a: 2 }], '[{a: 2}]'],
  [[{ $limit: 2 }, { $sort: { a: 1 } }], [{ a: 3 }, { a: 2 }, { a: 1 }], '[{a: 2}, {a: 3}]'],
  [[{ $project: { a: 1, b: { $add: ['$a', 1] }, _id: 0 } }], [{ _id: 1, a: 1, c: 2 }], '[{a: 1, b: 2}]'],
  [[{ $project: { 'a.b': 0 } }], [{ _id: 1, a: { b: 1, c: 2 } }], '[{_id: 1, a: {c: 2}}]'],
  [[{ $project: { x: { y: '$a', z: 1 } } }], [{ _id: 1, a: 5, x: { z: 1, w: 2 } }], '[{_id: 1, x: {z: 1, y: 5}}]'],
  [[{ $addFields: { a: 2, b: '$a', 'c.d': 1 } }], [{ _id: 1, a: 1, c: 5 }], '[{_id: 1, a: 2, c: {d: 1}, b: 1}]'],
  [[{ $set: { 'a.x': 1 } }], [{ a: [{ y: 1 }, 5] }], '[{a: [{y: 1, x: 1}, {x: 1}]}]'],
  [[{ $set: { a: '$$REMOVE', b: {} } }], [{ a: 1 }], '[{b: {}}]'],
  [[{ $unset: ['a', 'b.c'] }], [{ a: 1, b: { c: 1, d: 2 } }], '[{b: {d: 2}}]'],
  [[{ $replaceRoot: { newRoot: { $mergeObjects: ['$a', { x: 1 }] } } }], [{ a: { y: 2 } }], '[{y: 2, x: 1}]'],
  [[{ $replaceWith: '$a' }], [{ a: { y: 2 } }], '[{y: 2}]'],
  [[{ $count: 'n' }], [{}, {}], '[{n: 2}]'],
  [[{ $count: 'n' }], [], '[]'],
  [
    [{ $unwind: '$a' }],
    [{ _id: 1, a: [1, 2] }, { _id: 2, a: [] }, { _id: 3 }, { _id: 4, a: null }, { _id: 5, a: 9 }],
    '[{_id: 1, a: 1}, {_id: 1, a: 2}, {_id: 5, a: 9}]',
  ],
  [
    [{ $unwind: { path: '$a', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } }],
    [{ _id: 1, a: [5] }, { _id: 2, a: [] }, { _id: 3 }, { _id: 4, a: null }, { _id: 5, a: 9 }],
    '[{_id: 1, a: 5, i: 0L}, {_id: 2, i: null}, {_id: 3, i: null}, {_id: 4, a: null, i: null}, {_id: 5, a: 9, i: null}]',
  ],
  [[{ $unwind: '$a.b' }], [{ a: { b: [1, 2], c: 3 } }, { a: [{ b: [1] }] }], '[{a: {b: 1, c: 3}}, {a: {b: 2, c: 3}}]'],
  [
    [
      {
        $group: {
          _id: '$k',
          n: { $sum: 1 },
          s: { $sum: '$v' },
          a: { $avg: '$v' },
          lo: { $min: '$v' },
          hi: { $max: '$v' },
          all: { $push: '$v' },
          c: { $count: {} },
        },
      },
    ],
    [{ k: 1, v: 1 }, { k: 1n, v: 2.5 }, { v: 'x' }, { k: null }],
    "[{_id: 1, n: 2, s: 3.5, a: 1.75, lo: 1, hi: 2.5, all: [1, 2.5], c: 2}, {_id: null, n: 2, s: 0, a: null, lo: 'x', hi: 'x', all: ['x'], c: 2}]",
  ],
  [
    [
      {
        $group: {
          _id: null,
          f: { $first: '$a' },
          l: { $last: '$a' },
          u: { $addToSet: '$b' },
          m: { $mergeObjects: '$o' },
        },
      },
    ],
    [
      { a: 1, b: 1, o: { x: 1 } },
      { b: 1n, o: { y: 2 } },
    ],
    '[{_id: null, f: 1, l: null, u: [1], m: {x: 1, y: 2}}]',
  ],
  [
    [{ $group: { _id: { a: '$a', b: '$b' } } }],
    [{ a: 1 }, { a: 1, b: null }, { a: 1 }],
    '[{_id: {a: 1}}, {_id: {a: 1, b: null}}]',
  ],
  [
    [{ $group: { _id: null, d: { $stdDevPop: '$a' }, e: { $stdDevSamp: '$a' } } }],
    [{ a: 1 }, { a: 3 }, { a: 'x' }],
    '[{_id: null, d: 1.0, e: 1.4142135623730951}]',
  ],
  [
    [{ $group: { _id: null, s: { $sum: '$a' } } }],
    [{ a: Decimal128.fromString('0.1') }, { a: 0.2 }, { a: 1 }],
    '[{_id: null, s: 1.300000000000000d}]',
  ],
  [
    [{ $group: { _id: null, s: { $sum: '$a' } } }],
    [{ a: 2n ** 63n - 1n }, { a: 1 }],
    '[{_id: null, s: 9223372036854775808.0}]',
  ],
  [
    [{ $group: { _id: null, s: { $sum: '$a' } } }],
    [{ a: 2n ** 63n - 1n }, { a: 1 }, { a: -1 }],
    '[{_id: null, s: 9223372036854775807L}]',
  ],
  [[{ $sortByCount: '$a' }], [{ a: 'x' }, { a: 'y' }, { a: 'y' }], "[{_id: 'y', count: 2}, {_id: 'x', count: 1}]"],
  [
    [{ $bucket: { groupBy: '$a', boundaries: [0, 10, 20], default: 'other', output: { n: { $sum: 1 } } } }],
    [{ a: 15 }, { a: 5 }, { a: 10 }, { a: 99 }, {}],
    "[{_id: 0, n: 1}, {_id: 10, n: 2}, {_id: 'other', n: 2}]",
  ],
  [
    [{ $facet: { n: [{ $count: 'c' }], top: [{ $sort: { a: -1 } }, { $limit: 1 }], some: [{ $match: { a: 1 } }] } }],
    [{ a: 1 }, { a: 2 }],
    '[{n: [{c: 2}], top: [{a: 2}], some: [{a: 1}]}]',
  ],
  [
    [
      { $lookup: { from: 'people', localField: 't', foreignField: 'team', as: 'who' } },
      { $project: { t: 1, 'who._id': 1 } },
    ],
    [{ t: 1 }, { t: 2 }, { t: [2, 9] }, { t: 7 }, {}, { t: null }],
    '[{t: 1, who: [{_id: 1}, {_id: 2}]}, {t: 2, who: [{_id: 2}]}, {t: [2, 9], who: [{_id: 2}]}, {t: 7, who: []}, {who: [{_id: 3}, {_id: 4}]}, {t: null, who: [{_id: 3}, {_id: 4}]}]',
  ],
  [
    [
      {
        $lookup: {
          from: 'people',
          localField: 't',
          foreignField: 'team',
          let: { n: '$min' },
          pipeline: [{ $match: { $expr: { $gte: ['$_id', '$$n'] } } }, { $project: { name: 1, _id: 0 } }],
          as: 'x.who',
        },
      },
    ],
    [{ t: 1, min: 2 }],
    "[{t: 1, min: 2, x: {who: [{name: 'Bob'}]}}]",
  ],
  [
    [{ $lookup: { from: 'people', pipeline: [{ $match: { name: 'Cy' } }, { $project: { _id: 1 } }], as: 'p' } }],
    [{ a: 1 }, { a: 2 }],
    '[{a: 1, p: [{_id: 3}]}, {a: 2, p: [{_id: 3}]}]',
  ],
  [[{ $lookup: { from: 'nobody', localField: 'a', foreignField: 'b', as: 'p' } }], [{ a: 1 }], '[{a: 1, p: []}]'],
  [
    [{ $unionWith: { coll: 'people', pipeline: [{ $match: { _id: { $lte: 1 } } }] } }],
    [{ a: 1 }],
    "[{a: 1}, {_id: 1, name: 'Ann', team: 1}]",
  ],
  [[{ $sample: { size: 5 } }], [{ a: 1 }], '[{a: 1}]'],
];

describe('embedded database: pipelines', () => {
  for (const [stages, input, expected] of cases) {
    it(show(toValue(stages)), () => {
      assert.equal(run(stages, input), expected);
    });
  }

  const refusals: [Plain[], number, RegExp][] = [
    [[{ $foo: 1 }], 40324, /'\$foo'/],
    [[{ $out: 'x' }], 238, /\$out/],
    [[{ $merge: 'x' }], 238, /\$merge/],
    [[{ $graphLookup: {} }], 238, /\$graphLookup/],
    [[{}], 40323, /one field/],
    [[{ $match: {}, $sort: {} }], 40323, /one field/],
    [[1], 14, /object/],
    [[{ $match: 1 }], 15959, /match/],
    [[{ $sort: {} }], 15976, /\$sort/],
    [[{ $limit: 0 }], 15958, /positive/],
    [[{ $limit: 'x' }], 5107201, /\$limit/],
    [[{ $skip: -1 }], 5107201, /\$skip/],
    [[{ $sample: { size: 'x' } }], 28746, /size/],
    [[{ $sample: { size: -1 } }], 28747, /size/],
    [[{ $count: '$x' }], 40158, /count/],
    [[{ $unwind: 'a' }], 28818, /\$unwind/],
    [[{ $unwind: { path: '$a', foo: 1 } }], 28811, /foo/],
    [[{ $group: { a: { $sum: 1 } } }], 15955, /_id/],
    [[{ $group: { _id: 1, a: 1 } }], 40234, /'a'/],
    [[{ $group: { _id: 1, a: { $foo: 1 } } }], 15952, /\$foo/],
    [[{ $group: { _id: 1, a: { $topN: 1 } } }], 238, /\$topN/],
    [[{ $group: { _id: 1, a: { $sum: 1, $avg: 1 } } }], 40238, /'a'/],
    [[{ $bucket: { groupBy: '$a', boundaries: [2, 1] } }], 40194, /ascending/],
    [[{ $bucket: { groupBy: '$a', boundaries: [1, 2] } }], 40066, /branch/],
    [[{ $lookup: { from: 'x', as: 'y' } }], 9, /pipeline/],
    [[{ $lookup: { from: 'x', as: 'y', localField: 'a' } }], 9, /both/],
    [[{ $lookup: { from: 'x', as: 'y', pipeline: [{ $foo: 1 }] } }], 40324, /\$foo/],
    [[{ $facet: { a: [{ $facet: { b: [] } }] } }], 40600, /\$facet/],
    [[{ $project: {} }], 51272, /\$project/],
    [[{ $project: { a: 1, b: 0 } }], 31254, /b/],
    [[{ $replaceWith: 1 }], 40228, /object/],
    [[{ $unset: [] }], 31119, /\$unset/],
  ];
  for (const [stages, code, text] of refusals) {
    it(`refuses ${show(toValue(stages))}`, () =>
      refuses(() => [...compilePipeline(toValue(stages), { sources }).run([doc({ a: 5 })])], code, text));
  }

  it('refuses to read other collections where there are none', () => {
    refuses(() => compilePipeline(toValue([{ $lookup: { from: 'x', as: 'y', pipeline: [] } }])), 238, /\$lookup/);
  });

  it('a joined pattern is a value, not a pattern', () => {
    const found: string[] = [];
    const spy: Sources = {
      find: (_, filter) => {
        for (const value of ['abc', new BSONRegExp('b')])
          if (filter.matches(new Map([['f', value]]))) found.push(show(value));
        return [];
      },
    };
    for (const a of [/b/, [/b/, 1]])
      [
        ...compilePipeline(toValue([{ $lookup: { from: 'x', localField: 'a', foreignField: 'f', as: 'y' } }]), {
          sources: spy,
        }).run([doc({ a })]),
      ];
    assert.deepEqual(found, ['/b/', '/b/']);
  });

  it('tells what it begins with, and goes on behind what was served', () => {
    const {
      leading,
      run: go,
      stages,
    } = compilePipeline(
      toValue([
        { $match: { a: 1 } },
        { $match: { b: 2 } },
        { $sort: { c: 1 } },
        { $skip: 2 },
        { $limit: 3 },
        { $project: { c: 1 } },
      ]),
    );
    assert.deepEqual(stages, ['$match', '$match', '$sort', '$skip', '$limit', '$project']);
    assert.equal(leading.match.done, 2);
    assert.ok(leading.match.filter.matches(doc({ a: 1, b: 2 })) && !leading.match.filter.matches(doc({ a: 1 })));
    assert.deepEqual([leading.sort?.sort.fields, leading.sort?.done], [[{ path: 'c', direction: 1 }], 3]);
    assert.deepEqual(leading.window, { skip: 2, limit: 3, done: 5 });
    assert.equal(show([...go([doc({ _id: 1, c: 2, d: 3 })], 5)]), '[{_id: 1, c: 2}]');
    assert.deepEqual(compilePipeline([]).leading.match.done, 0);
    assert.equal(compilePipeline(toValue([{ $limit: 5 }, { $skip: 1 }])).leading.window?.limit, 5);
  });

  it('reads no more than it needs', () => {
    let read = 0;
    function* endless(): Iterable<Doc> {
      for (;;) yield doc({ a: read++ });
    }
    assert.equal(
      [...compilePipeline(toValue([{ $match: { a: { $gte: 2 } } }, { $limit: 3 }])).run(endless())].length,
      3,
    );
    assert.equal(read, 5);
  });

  it('ends when its time is over', () => {
    function* endless(): Iterable<Doc> {
      for (;;) yield new Map();
    }
    refuses(
      () => [...compilePipeline(toValue([{ $count: 'n' }]), { deadline: new Deadline(20) }).run(endless())],
      50,
      /time limit/,
    );
    const loop = {
      $map: { input: { $range: [0, 100_000] }, in: { $map: { input: { $range: [0, 100_000] }, in: 1 } } },
    };
    refuses(
      () => [...compilePipeline(toValue([{ $project: { x: loop } }]), { deadline: new Deadline(20) }).run([new Map()])],
      50,
      /time limit/,
    );
  });

  it('refuses documents that stages blow up', () => {
    const stages = Array.from({ length: 60 }, () => ({ $set: { a: { x: '$a', y: '$a' } } }));
    refuses(() => run(stages, [{ a: 1 }]), 10334);
  });

  it('groups by the collation', () => {
    const collation = parseCollation(doc({ locale: 'en', strength: 2 }));
    const result = [
      ...compilePipeline(toValue([{ $group: { _id: '$a', n: { $sum: 1 } } }]), { collation }).run(
        ['x', 'X', 'y'].map((a) => doc({ a })),
      ),
    ];
    assert.equal(show(result), "[{_id: 'x', n: 2}, {_id: 'y', n: 1}]");
  });

  it('sees variables in every stage', () => {
    const variables = new Map<string, Value>([['v', new Int32(2)]]);
    const result = [
      ...compilePipeline(toValue([{ $match: { $expr: { $eq: ['$a', '$$v'] } } }, { $set: { b: '$$v' } }]), {
        variables,
      }).run([{ a: 1 }, { a: 2 }].map(doc)),
    ];
    assert.equal(show(result), '[{a: 2, b: 2}]');
  });

  it('$group agrees with a model', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyValue, anyValue), { maxLength: 8 }), (rows) => {
        const input = rows.map(
          ([k, v]): Doc =>
            new Map([
              ['k', k],
              ['v', v],
            ]),
        );
        const output = [
          ...compilePipeline(toValue([{ $group: { _id: '$k', all: { $push: '$v' }, min: { $min: '$v' } } }])).run(
            input,
          ),
        ];
        const model: { key: Value; values: Value[] }[] = [];
        for (const [k, v] of rows) {
          const group = model.find(({ key }) => compare(key, k) === 0);
          if (group) group.values.push(v);
          else model.push({ key: k, values: [v] });
        }
        const least = (values: Value[]) => values.filter((value) => value !== null).sort(compare)[0] ?? null;
        assert.equal(output.length, model.length);
        for (const [i, { key, values }] of model.entries()) {
          assert.equal(show(output[i]?.get('_id')), show(key));
          assert.equal(show(output[i]?.get('all')), show(values));
          assert.equal(compare(output[i]?.get('min'), least(values)), 0);
        }
      }),
    );
  });

  it('no stage changes the documents that it is given', () => {
    const stages = cases.map(([one]) => one).filter((one) => one.length > 0);
    fc.assert(
      fc.property(fc.array(anyDoc, { maxLength: 3 }), fc.constantFrom(...stages), (documents, pipeline) => {
        const before = show(documents);
        try {
          for (const _ of compilePipeline(toValue(pipeline), { sources }).run(documents));
        } catch (error) {
          assert.equal((error as Error).name, 'CommandError', String(error));
        }
        assert.equal(show(documents), before);
      }),
      { numRuns: 500 },
    );
  });
});
