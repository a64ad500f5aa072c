import assert from 'node:assert/strict';
import { Double } from 'bson';
import fc from 'fast-check';
import { compileExpression } from '../../../src/database/embedded/aggregate/expression.ts';
import type { Find } from '../../../src/database/embedded/aggregate/group.ts';
import { compilePipeline } from '../../../src/database/embedded/aggregate/pipeline.ts';
import { compare } from '../../../src/database/embedded/values/compare.ts';
import type { Doc, Plain, Value } from '../../../src/database/embedded/values/document.ts';
import { anyDoc, anyValue, doc, type Fields, notImplemented, refuses, show, toValue } from './support.ts';

const people: Fields[] = [
  { _id: 1, name: 'Ann', team: 1 },
  { _id: 2, name: 'Bob', team: [1, 2] },
  { _id: 3, name: 'Cy' },
  { _id: 4, name: 'Di', team: null },
];
const find: Find = (name, filter) => (name === 'people' ? people.map(doc).filter((one) => filter.matches(one)) : []);
const run = (stages: Fields[], input: Fields[]) =>
  show([...compilePipeline(toValue(stages)).run(input.map(doc), find)]);
const join = { from: 'people', localField: 't', foreignField: 'team', as: 'who' };
const buckets = { groupBy: '$a', boundaries: [0, 10, 20], default: 99, output: { n: { $sum: 1 } } };

/** `[stages, documents in, documents out]` */
const cases: [Fields[], Fields[], string][] = [
  [[], [{ a: 1 }], '[{a: 1}]'],
  [[{ $match: { a: { $gt: 1 } } }], [{ a: 1 }, { a: 2 }], '[{a: 2}]'],
  [[{ $sort: { a: -1 } }, { $skip: 1 }, { $limit: 1 }], [{ a: 1 }, { a: 3 }, { a: 2 }], '[{a: 2}]'],
  [[{ $limit: 2 }, { $sort: { a: 1 } }], [{ a: 3 }, { a: 2 }, { a: 1 }], '[{a: 2}, {a: 3}]'],
  [[{ $project: { a: 1, b: { $add: ['$a', 1] }, _id: 0 } }], [{ _id: 1, a: 1, c: 2 }], '[{a: 1, b: 2}]'],
  [
    [{ $group: { _id: '$k', n: { $sum: 1 }, s: { $sum: '$v' }, hi: { $max: '$v' } } }],
    [{ k: 1, v: 1 }, { k: 1n, v: 2.5 }, { v: 'x' }, { k: null }],
    "[{_id: 1, n: 2, s: 3.5, hi: 2.5}, {_id: null, n: 2, s: 0, hi: 'x'}]",
  ],
  [
    [{ $group: { _id: null, f: { $first: '$a' }, l: { $last: '$a' }, all: { $first: '$$ROOT' } } }],
    [{ a: 1, b: 1 }, { b: 2 }],
    '[{_id: null, f: 1, l: null, all: {a: 1, b: 1}}]',
  ],
  [
    [{ $group: { _id: { a: '$a', b: '$b' } } }],
    [{ a: 1 }, { a: 1, b: null }, { a: 1 }],
    '[{_id: {a: 1}}, {_id: {a: 1, b: null}}]',
  ],
  [
    [{ $group: { _id: null, s: { $sum: '$a' } } }],
    [{ a: 0.1 }, { a: 0.2 }, { a: 0.3 }, { a: 1n }],
    '[{_id: null, s: 1.6}]',
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
  [
    [{ $bucket: buckets }],
    [{ a: 15 }, { a: 5 }, { a: 10 }, { a: 99 }, {}],
    '[{_id: 0, n: 1}, {_id: 10, n: 2}, {_id: 99, n: 2}]',
  ],
  [
    [{ $lookup: join }, { $project: { t: 1, 'who._id': 1 } }],
    [{ t: 1 }, { t: 2 }, { t: [2, 9] }, { t: 7 }, {}, { t: null }],
    '[{t: 1, who: [{_id: 1}, {_id: 2}]}, {t: 2, who: [{_id: 2}]}, {t: [2, 9], who: [{_id: 2}]}, {t: 7, who: []}, {who: [{_id: 3}, {_id: 4}]}, {t: null, who: [{_id: 3}, {_id: 4}]}]',
  ],
  [
    [{ $lookup: { ...join, pipeline: [{ $match: { name: { $gt: 'Ann' } } }, { $project: { name: 1, _id: 0 } }] } }],
    [{ t: 1 }],
    "[{t: 1, who: [{name: 'Bob'}]}]",
  ],
  [
    [{ $lookup: { ...join, pipeline: [{ $lookup: { ...join, localField: '_id', as: 'more' } }, { $limit: 1 }] } }],
    [{ t: 2 }],
    "[{t: 2, who: [{_id: 2, name: 'Bob', team: [1, 2], more: [{_id: 2, name: 'Bob', team: [1, 2]}]}]}]",
  ],
  [[{ $lookup: { ...join, from: 'nobody' } }], [{ t: 1 }], '[{t: 1, who: []}]'],
];

/** `[expression, document, value]` */
const expressions: [Plain, Fields, string][] = [
  [5, {}, '5'],
  ['text', {}, "'text'"],
  ['$a', { a: 1 }, '1'],
  ['$a', {}, 'missing'],
  ['$a.b', { a: [{ b: 1 }, {}, { b: 2 }] }, '[1, 2]'],
  ['$$ROOT', { a: 1 }, '{a: 1}'],
  [{ x: '$a', y: '$b' }, { a: 1 }, '{x: 1}'],
  [{ $add: ['$a', 1, 2.5] }, { a: 1n }, '4.5'],
  [{ $add: ['$a', 1] }, { a: 2 ** 31 - 1 }, '2147483648L'],
  [{ $add: ['$a', 1] }, { a: 2n ** 63n - 1n }, '9223372036854775808.0'],
  [{ $add: ['$a', 1] }, {}, 'null'],
  [{ $subtract: ['$a', 3] }, { a: 1 }, '-2'],
  [{ $subtract: ['$a', 0.5] }, { a: 1n }, '0.5'],
  [{ $subtract: ['$a', '$b'] }, { a: new Date(5000), b: new Date(2000) }, '3000L'],
  [{ $subtract: ['$a', null] }, { a: 1 }, 'null'],
  [{ $eq: ['$a', 1] }, { a: 1n }, 'true'],
  [{ $eq: ['$a', null] }, {}, 'false'],
  [{ $max: [0, '$a'] }, { a: -1 }, '0'],
  [{ $max: [0, '$a'] }, { a: [-1] }, '[-1]'],
  [{ $max: ['$a', '$b'] }, { b: null }, 'null'],
  [{ $cond: ['$a', '$b', 'no'] }, { a: 1, b: 2 }, '2'],
  [{ $cond: ['$a', '$b', 'no'] }, { a: new Double(0), b: 2 }, "'no'"],
  [{ $cond: ['$a', 1, '$b'] }, {}, 'missing'],
  [
    { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'America/New_York' } },
    { at: new Date('2030-01-01T02:00Z') },
    "'2029-12-31'",
  ],
  [
    { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'UTC' } },
    { at: new Date('0987-06-05') },
    "'0987-06-05'",
  ],
  [{ $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'UTC' } }, {}, 'null'],
];

describe('embedded database: pipelines', () => {
  for (const [stages, input, expected] of cases) {
    it(show(toValue(stages)), () => {
      assert.equal(run(stages, input), expected);
    });
  }
  for (const [expression, document, expected] of expressions) {
    it(`${show(toValue(expression))} of ${show(doc(document))}`, () => {
      assert.equal(show(compileExpression(toValue(expression))(doc(document))), expected);
    });
  }

  const unspokenStages =
    '$foo $out $merge $graphLookup $facet $unwind $addFields $set $unset $count $sample $unionWith';
  const unspokenExpressions = '$foo $and $ifNull $multiply $concat $map $toString $switch $size';
  const unspokenAccumulators = '$foo $avg $min $push $addToSet $count $topN';
  const refusals: [Plain[], number, RegExp][] = [
    [[{}], 40323, /one field/],
    [[{ $match: {}, $sort: {} }], 40323, /one field/],
    [[1], 40323, /object/],
    [[{ $match: 1 }], 15959, /match/],
    [[{ $sort: {} }], 15976, /\$sort/],
    [[{ $limit: 0 }], 15958, /positive/],
    [[{ $limit: 'x' }], 5107201, /\$limit/],
    [[{ $skip: -1 }], 5107201, /\$skip/],
    [[{ $group: { a: { $sum: 1 } } }], 15955, /_id/],
    [[{ $group: { _id: 1, a: 1 } }], 40234, /'a'/],
    [[{ $group: { _id: 1, a: { $sum: 1, $max: 1 } } }], 40234, /'a'/],
    [[{ $bucket: { ...buckets, boundaries: [2, 1] } }], 40194, /ascending/],
    [[{ $bucket: { ...buckets, boundaries: [2, 'x'] } }], 40193, /same type/],
    [[{ $bucket: { ...buckets, boundaries: [2] } }], 40200, /2 values/],
    [[{ $bucket: { ...buckets, default: 5 } }], 40199, /outside/],
    [[{ $project: {} }], 15969, /\$project/],
    [[{ $project: { x: { $eq: ['$a', 1], $add: [1] } } }], 15983, /one field/],
    [[{ $project: { x: { $add: ['$a', '$b'] } } }], 14, /\$add/],
    [[{ $project: { x: { $subtract: ['$b', 1] } } }], 14, /\$subtract/],
    [[{ $project: { x: { $cond: [1, 2] } } }], 16020, /3 arguments/],
    [[{ $project: { x: { $eq: [1] } } }], 16020, /2 arguments/],
    [[{ $project: { x: '$a..b' } }], 15998, /path/],
    [
      [{ $project: { x: { $dateToString: { date: 1, format: '%Y-%m-%d', timezone: 'No/Where' } } } }],
      40485,
      /No\/Where/,
    ],
    [[{ $project: { x: { $dateToString: { date: 1, format: '%Y-%m-%d', timezone: 'UTC' } } } }], 16006, /int/],
    ...unspokenStages.split(' ').map((name) => unspoken({ [name]: {} }, `stage \\${name}`)),
    ...unspokenExpressions
      .split(' ')
      .map((name) => unspoken({ $project: { x: { [name]: '$a' } } }, `expression \\${name}`)),
    ...unspokenAccumulators
      .split(' ')
      .map((name) => unspoken({ $group: { _id: 1, x: { [name]: '$a' } } }, `accumulator \\${name}`)),
    unspoken({ $lookup: { ...join, let: {} } }, '\\$lookup with let'),
    unspoken({ $lookup: { from: 'people', as: 'x', pipeline: [] } }, '\\$lookup without'),
    unspoken({ $lookup: { ...join, as: 'x.y' } }, "'x\\.y'"),
    unspoken({ $lookup: { ...join, pipeline: [{ $unwind: '$a' }] } }, '\\$unwind'),
    unspoken({ $project: { x: '$$NOW' } }, '\\$\\$NOW'),
    unspoken({ $project: { x: { $add: '$a' } } }, '\\$add of anything but a list'),
    unspoken({ $project: { x: { $max: ['$a'] } } }, '\\$max'),
    unspoken({ $project: { x: { $cond: { if: 1 } } } }, '\\$cond'),
    unspoken({ $project: { x: { $add: ['$at', 1] } } }, '\\$add of a date'),
    unspoken({ $project: { x: { $dateToString: { date: '$at' } } } }, '\\$dateToString'),
    unspoken({ $project: { x: { $dateToString: { date: '$at', format: '%H', timezone: 'UTC' } } } }, '%H'),
    unspoken({ $bucket: { groupBy: '$a', boundaries: [1, 2] } }, '\\$bucket'),
    unspoken({ $bucket: { ...buckets, boundaries: ['$a', 'b'] } }, 'expression'),
  ];
  function unspoken(stage: Fields, text: string): [Plain[], number, RegExp] {
    return [[stage], notImplemented, new RegExp(text)];
  }
  for (const [stages, code, text] of refusals) {
    it(`refuses ${show(toValue(stages))}`, () =>
      refuses(
        () => [...compilePipeline(toValue(stages)).run([doc({ a: 5, b: 'x', at: new Date(0) })], find)],
        code,
        text,
      ));
  }

  it('tells what it begins with, and goes on behind what was served', () => {
    const pipeline = [
      { $match: { a: 1 } },
      { $match: { b: 2 } },
      { $sort: { c: 1 } },
      { $skip: 2 },
      { $limit: 3 },
      { $project: { c: 1 } },
    ];
    const { leading, run: go, stages } = compilePipeline(toValue(pipeline));
    assert.deepEqual(
      stages.map(({ name }) => name),
      ['$match', '$match', '$sort', '$skip', '$limit', '$project'],
    );
    assert.equal(leading.match.done, 2);
    assert.ok(leading.match.filter.matches(doc({ a: 1, b: 2 })) && !leading.match.filter.matches(doc({ a: 1 })));
    assert.deepEqual([leading.sort?.sort.fields, leading.sort?.done], [[{ path: 'c', direction: 1 }], 3]);
    assert.deepEqual(leading.window, { skip: 2, limit: 3, done: 5 });
    assert.equal(show([...go([doc({ _id: 1, c: 2, d: 3 })], find, 5)]), '[{_id: 1, c: 2}]');
    assert.deepEqual(compilePipeline([]).leading.match.done, 0);
    assert.equal(compilePipeline(toValue([{ $limit: 5 }, { $skip: 1 }])).leading.window?.limit, 5);
  });

  it('reads no more than it needs', () => {
    let read = 0;
    function* endless(): Iterable<Doc> {
      for (;;) yield doc({ a: read++ });
    }
    const { run: go } = compilePipeline(toValue([{ $match: { a: { $gte: 2 } } }, { $limit: 3 }]));
    assert.equal([...go(endless(), find)].length, 3);
    assert.equal(read, 5);
  });

  it('refuses documents that stages blow up', () => {
    const double = { $project: { a: { x: '$a', y: '$a' } } };
    refuses(() => run(Array(60).fill(double), [{ a: 1 }]), 10334);
  });

  it('$group agrees with a model', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyValue, anyValue), { maxLength: 8 }), (rows) => {
        const input = rows.map(
          (row): Doc =>
            new Map([
              ['k', row[0]],
              ['v', row[1]],
            ]),
        );
        const gathered = { first: { $first: '$v' }, last: { $last: '$v' }, n: { $sum: 1 }, max: { $max: '$v' } };
        const output = [...compilePipeline(toValue([{ $group: { _id: '$k', ...gathered } }])).run(input, find)];
        const model: { key: Value; values: Value[] }[] = [];
        for (const [k, v] of rows) {
          const group = model.find(({ key }) => compare(key, k) === 0);
          if (group) group.values.push(v);
          else model.push({ key: k, values: [v] });
        }
        assert.equal(output.length, model.length);
        for (const [i, { key, values }] of model.entries()) {
          const greatest =
            values
              .filter((value) => value !== null)
              .sort(compare)
              .at(-1) ?? null;
          const expected = [key, values[0] ?? null, values.at(-1) ?? null, toValue(values.length)];
          assert.deepEqual(
            ['_id', 'first', 'last', 'n'].map((name) => show(output[i]?.get(name))),
            expected.map(show),
          );
          assert.equal(compare(output[i]?.get('max'), greatest), 0);
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
          for (const _ of compilePipeline(toValue(pipeline)).run(documents, find));
        } catch (error) {
          assert.equal((error as Error).name, 'CommandError', String(error));
        }
        assert.equal(show(documents), before);
      }),
      { numRuns: 500 },
    );
  });
});
