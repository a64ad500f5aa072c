import assert from 'node:assert/strict';
import { BSONRegExp, Decimal128, Double, Int32, ObjectId } from 'bson';
import fc from 'fast-check';
import { compileExpression } from '../../../src/database/embedded/aggregate/expression.ts';
import { parseCollation } from '../../../src/database/embedded/values/collation.ts';
import { compare } from '../../../src/database/embedded/values/compare.ts';
import type { Plain, Value } from '../../../src/database/embedded/values/document.ts';
import { anyNumber, doc, type Fields, refuses, show, toValue } from './support.ts';

const dec = (text: string) => Decimal128.fromString(text);
/** A name that object literals had better not have. */
const then = 'then';
const max = 2n ** 63n - 1n;
const day = new Date('2024-03-31T01:30:15.250Z');
const evaluate = (expression: Plain, document: Fields = {}) =>
  compileExpression(toValue(expression), { now: day }).evaluate(doc(document));

/** `[expression, document, value]` */
const cases: [Plain, Fields, string][] = [
  // paths, literals, variables
  ['$a', { a: 1 }, '1'],
  ['$a.b', { a: { b: 1 } }, '1'],
  ['$a.b', { a: [{ b: 1 }, { c: 2 }, 3, { b: [4] }] }, '[1, [4]]'],
  ['$a.b', { a: 1 }, 'missing'],
  ['$a.0', { a: [1] }, '[]'],
  ['text', {}, "'text'"],
  [{ $literal: '$a' }, { a: 1 }, "'$a'"],
  [{ x: '$a', y: ['$a', '$z'] }, { a: 1 }, '{x: 1, y: [1, null]}'],
  ['$$ROOT.a', { a: 1 }, '1'],
  ['$$CURRENT', { a: 1 }, '{a: 1}'],
  ['$$NOW', {}, '2024-03-31T01:30:15.250Z'],
  ['$$REMOVE', {}, 'missing'],
  [{ $let: { vars: { x: 1, y: '$a' }, in: { $add: ['$$x', '$$y'] } } }, { a: 2 }, '3'],
  // arithmetic
  [{ $add: [1, 2n] }, {}, '3L'],
  [{ $add: [1, 2.5] }, {}, '3.5'],
  [{ $add: [2 ** 31 - 1, 1] }, {}, '2147483648L'],
  [{ $add: [max, 1] }, {}, '9223372036854775808.0'],
  [{ $add: [dec('0.1'), dec('0.2')] }, {}, '0.3d'],
  [{ $add: [day, 1000] }, {}, '2024-03-31T01:30:16.250Z'],
  [{ $add: ['$a', 1] }, {}, 'null'],
  [{ $add: [] }, {}, '0'],
  [{ $subtract: [5, 7n] }, {}, '-2L'],
  [{ $subtract: [day, new Date(day.getTime() - 5)] }, {}, '5L'],
  [{ $subtract: [day, 250] }, {}, '2024-03-31T01:30:15.000Z'],
  [{ $subtract: [0, -(2 ** 31)] }, {}, '2147483648L'],
  [{ $subtract: [-1, -(2 ** 31)] }, {}, '2147483647'],
  [{ $multiply: [3, 2.5] }, {}, '7.5'],
  [{ $multiply: ['$a', null] }, { a: 2 }, 'null'],
  [{ $divide: [7, 2] }, {}, '3.5'],
  [{ $divide: [6, 2] }, {}, '3.0'],
  [{ $divide: [dec('1'), 3] }, {}, '0.3333333333333333333333333333333333d'],
  [{ $mod: [-7, 3] }, {}, '-1'],
  [{ $mod: [7.5, 2] }, {}, '1.5'],
  [{ $abs: -5n }, {}, '5L'],
  [{ $abs: -(2 ** 31) }, {}, '2147483648L'],
  [{ $floor: -1.5 }, {}, '-2.0'],
  [{ $ceil: dec('1.2') }, {}, '2d'],
  [{ $ceil: 5 }, {}, '5'],
  [{ $round: [2.5] }, {}, '2.0'],
  [{ $round: [3.5] }, {}, '4.0'],
  [{ $round: [1234.5678, 2] }, {}, '1234.57'],
  [{ $round: [2.675, 2] }, {}, '2.67'],
  [{ $round: [15, -1] }, {}, '20'],
  [{ $round: [25n, -1] }, {}, '20L'],
  [{ $trunc: [-2.7] }, {}, '-2.0'],
  [{ $trunc: [1259, -2] }, {}, '1200'],
  [{ $sqrt: 16 }, {}, '4.0'],
  [{ $pow: [2, 10] }, {}, '1024'],
  [{ $pow: [2, 40] }, {}, '1099511627776L'],
  [{ $pow: [2, -1] }, {}, '0.5'],
  [{ $pow: [-1, 1_000_000_001] }, {}, '-1'],
  [{ $pow: [0, 0] }, {}, '1'],
  // comparison and conditions
  [{ $eq: ['$a', 1] }, { a: 1n }, 'true'],
  [{ $eq: ['$a', '$b'] }, {}, 'true'],
  [{ $eq: ['$a', null] }, {}, 'false'],
  [{ $lt: ['$a', null] }, {}, 'true'],
  [{ $gt: ['x', 5] }, {}, 'true'],
  [{ $cmp: [1, 2] }, {}, '-1'],
  [
    {
      $ne: [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    },
    {},
    'true',
  ],
  [{ $and: [1, 'x', []] }, {}, 'true'],
  [{ $and: [] }, {}, 'true'],
  [{ $or: [0, null, '$a'] }, {}, 'false'],
  [{ $or: [1, { $divide: [1, 0] }] }, {}, 'true'],
  [{ $not: ['$a'] }, {}, 'true'],
  [{ $cond: ['$a', 'yes', 'no'] }, { a: 0 }, "'no'"],
  [{ $cond: { if: true, [then]: 1, else: { $divide: [1, 0] } } }, {}, '1'],
  [{ $ifNull: ['$a', '$b', 3] }, { b: null }, '3'],
  [{ $switch: { branches: [{ case: { $eq: ['$a', 1] }, [then]: 'one' }], default: 'other' } }, { a: 2 }, "'other'"],
  // strings
  [{ $concat: ['a', '$b'] }, { b: 'c' }, "'ac'"],
  [{ $concat: ['a', null] }, {}, 'null'],
  [{ $toLower: 'AÉ' }, {}, "'aÉ'"],
  [{ $toUpper: '$a' }, {}, "''"],
  [{ $toUpper: 1.5 }, {}, "'1.5'"],
  [{ $strcasecmp: ['a', 'B'] }, {}, '-1'],
  [{ $substrCP: ['é😀x', 1, 1] }, {}, "'😀'"],
  [{ $substrBytes: ['éa', 2, -1] }, {}, "'a'"],
  [{ $strLenCP: 'é😀' }, {}, '2'],
  [{ $strLenBytes: 'é😀' }, {}, '6'],
  [{ $split: ['a-b-', '-'] }, {}, "['a', 'b', '']"],
  [{ $indexOfCP: ['😀ab', 'b'] }, {}, '2'],
  [{ $indexOfCP: ['abab', 'b', 2] }, {}, '3'],
  [{ $indexOfCP: ['ab', 'x'] }, {}, '-1'],
  [{ $trim: { input: ' \n x ' } }, {}, "'x'"],
  [{ $ltrim: { input: 'xxa', chars: 'x' } }, {}, "'a'"],
  [{ $rtrim: { input: 'axx', chars: 'yx' } }, {}, "'a'"],
  [{ $replaceOne: { input: 'aa', find: 'a', replacement: { $literal: '$&' } } }, {}, "'$&a'"],
  [{ $replaceAll: { input: 'aa', find: 'a', replacement: 'b' } }, {}, "'bb'"],
  [{ $regexMatch: { input: 'aBc', regex: 'b', options: 'i' } }, {}, 'true'],
  [{ $regexMatch: { input: null, regex: new BSONRegExp('b') } }, {}, 'false'],
  // arrays
  [{ $size: '$a' }, { a: [1, 2] }, '2'],
  [{ $in: [1n, '$a'] }, { a: [1] }, 'true'],
  [{ $isArray: '$a' }, { a: [] }, 'true'],
  [{ $slice: [[1, 2, 3], 2] }, {}, '[1, 2]'],
  [{ $slice: [[1, 2, 3], -2] }, {}, '[2, 3]'],
  [{ $slice: [[1, 2, 3], 1, 5] }, {}, '[2, 3]'],
  [{ $slice: [[1, 2, 3], -9, 2] }, {}, '[1, 2]'],
  [{ $arrayElemAt: [[1, 2], -1] }, {}, '2'],
  [{ $arrayElemAt: [[1, 2], 5] }, {}, 'missing'],
  [{ $arrayElemAt: ['$a', 0] }, {}, 'null'],
  [{ $first: '$a' }, { a: [1, 2] }, '1'],
  [{ $last: '$a' }, { a: [1, 2] }, '2'],
  [{ $concatArrays: [[1], '$a'] }, { a: [2] }, '[1, 2]'],
  [{ $concatArrays: [[1], '$z'] }, {}, 'null'],
  [{ $range: [0, 5, 2] }, {}, '[0, 2, 4]'],
  [{ $range: [3, 0, -1] }, {}, '[3, 2, 1]'],
  [{ $reverseArray: [[1, 2]] }, {}, '[2, 1]'],
  [{ $indexOfArray: [[1, 2, 1], 1, 1] }, {}, '2'],
  [{ $sortArray: { input: [3, 1, 2], sortBy: -1 } }, {}, '[3, 2, 1]'],
  [{ $sortArray: { input: [{ a: 2 }, { a: 1 }], sortBy: { a: 1 } } }, {}, '[{a: 1}, {a: 2}]'],
  [{ $zip: { inputs: [[1, 2], [3]], useLongestLength: true, defaults: [0, 9] } }, {}, '[[1, 3], [2, 9]]'],
  [{ $map: { input: [1, 2], as: 'x', in: { $multiply: ['$$x', 2] } } }, {}, '[2, 4]'],
  [{ $filter: { input: [1, 5, 9], cond: { $gt: ['$$this', 3] }, limit: 1 } }, {}, '[5]'],
  [{ $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, {}, '6'],
  [{ $sum: [1, 2.5, 'x'] }, {}, '3.5'],
  [{ $sum: '$a' }, { a: [1, 2] }, '3'],
  [{ $sum: [0.1, 0.2, 0.3] }, {}, '0.6'],
  [{ $avg: [1, 2] }, {}, '1.5'],
  [{ $avg: '$z' }, {}, 'null'],
  [{ $max: [1, 'x', null] }, {}, "'x'"],
  [{ $min: '$a' }, { a: [3, 1] }, '1'],
  // sets
  [
    {
      $setUnion: [
        [1, 2],
        [2n, 3],
      ],
    },
    {},
    '[1, 2, 3]',
  ],
  [
    {
      $setIntersection: [
        [1, 2],
        [2, 3],
      ],
    },
    {},
    '[2]',
  ],
  [{ $setDifference: [[1, 2, 1], [2]] }, {}, '[1]'],
  [
    {
      $setEquals: [
        [1, 2],
        [2, 1, 1],
      ],
    },
    {},
    'true',
  ],
  [{ $setIsSubset: [[1], [1, 2]] }, {}, 'true'],
  [{ $anyElementTrue: [[0, 1]] }, {}, 'true'],
  [{ $allElementsTrue: [[]] }, {}, 'true'],
  // objects
  [{ $mergeObjects: [{ a: 1, b: 1 }, null, { a: 2 }] }, {}, '{a: 2, b: 1}'],
  [{ $objectToArray: { a: 1 } }, {}, "[{k: 'a', v: 1}]"],
  [
    {
      $arrayToObject: [
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
    },
    {},
    '{a: 1, b: 2}',
  ],
  [{ $arrayToObject: '$a' }, { a: [{ k: 'x', v: 1 }] }, '{x: 1}'],
  [{ $getField: 'a.b' }, { 'a.b': 1 }, '1'],
  [{ $getField: { field: 'x', input: '$a' } }, { a: { x: 2 } }, '2'],
  [{ $setField: { field: 'x', input: '$a', value: 3 } }, { a: { y: 1 } }, '{y: 1, x: 3}'],
  [{ $unsetField: { field: 'y', input: '$a' } }, { a: { y: 1 } }, '{}'],
  // types
  [{ $type: '$z' }, {}, "'missing'"],
  [{ $type: 1n }, {}, "'long'"],
  [{ $isNumber: dec('1') }, {}, 'true'],
  [{ $toString: 1.5 }, {}, "'1.5'"],
  [{ $toString: new Double(2) }, {}, "'2'"],
  [{ $toString: new Double(1e21) }, {}, "'1e+21'"],
  [{ $toString: new Double(1e-7) }, {}, "'1e-07'"],
  [{ $toString: new ObjectId('00112233445566778899aabb') }, {}, "'00112233445566778899aabb'"],
  [{ $toString: day }, {}, "'2024-03-31T01:30:15.250Z'"],
  [{ $toString: true }, {}, "'true'"],
  [{ $toInt: '12' }, {}, '12'],
  [{ $toInt: 1.9 }, {}, '1'],
  [{ $toInt: true }, {}, '1'],
  [{ $toLong: day }, {}, '1711848615250L'],
  [{ $toDouble: '1e3' }, {}, '1000.0'],
  [{ $toDecimal: 0.1 }, {}, '0.100000000000000d'],
  [{ $toDecimal: '1.10' }, {}, '1.10d'],
  [{ $toBool: 0 }, {}, 'false'],
  [{ $toBool: 'false' }, {}, 'true'],
  [{ $toBool: false }, {}, 'false'],
  [{ $toDate: '2024-03-31' }, {}, '2024-03-31T00:00:00.000Z'],
  [{ $toDate: 5n }, {}, '1970-01-01T00:00:00.005Z'],
  [{ $toDate: new ObjectId('65f000000000000000000000') }, {}, '2024-03-12T07:10:56.000Z'],
  [{ $toObjectId: '00112233445566778899aabb' }, {}, 'id(00112233445566778899aabb)'],
  [{ $toInt: '$z' }, {}, 'null'],
  [{ $convert: { input: 'x', to: 'int', onError: 'bad' } }, {}, "'bad'"],
  [{ $convert: { input: null, to: 'int', onNull: 0 } }, {}, '0'],
  [{ $convert: { input: '5', to: 16 } }, {}, '5'],
  // dates
  [{ $year: day }, {}, '2024'],
  [{ $month: day }, {}, '3'],
  [{ $dayOfMonth: { date: day, timezone: 'America/New_York' } }, {}, '30'],
  [{ $dayOfWeek: day }, {}, '1'],
  [{ $dayOfYear: day }, {}, '91'],
  [{ $hour: { date: day, timezone: '+05:30' } }, {}, '7'],
  [{ $minute: day }, {}, '30'],
  [{ $second: day }, {}, '15'],
  [{ $millisecond: day }, {}, '250'],
  [{ $week: day }, {}, '13'],
  [{ $isoWeek: new Date('2021-01-03') }, {}, '53'],
  [{ $isoWeekYear: new Date('2021-01-03') }, {}, '2020L'],
  [{ $isoDayOfWeek: day }, {}, '7'],
  [{ $year: '$z' }, {}, 'null'],
  [{ $dateToString: { date: day } }, {}, "'2024-03-31T01:30:15.250Z'"],
  [
    { $dateToString: { date: day, format: '%d/%m/%Y %H:%M:%S.%L %j %u %w %U %V %G %%' } },
    {},
    "'31/03/2024 01:30:15.250 091 7 1 13 13 2024 %'",
  ],
  [{ $dateToString: { date: day, format: '%H:%M %z %Z', timezone: 'Europe/Paris' } }, {}, "'03:30 +0200 +120'"],
  [{ $dateToString: { date: '$z', onNull: 'none' } }, {}, "'none'"],
  [
    { $dateFromString: { dateString: '2024-03-31T03:30:00', timezone: 'Europe/Paris' } },
    {},
    '2024-03-31T01:30:00.000Z',
  ],
  [{ $dateFromString: { dateString: 'x', onError: 0 } }, {}, '0'],
  [{ $dateFromParts: { year: 2024, month: 14, day: 1 } }, {}, '2025-02-01T00:00:00.000Z'],
  [
    { $dateToParts: { date: day } },
    {},
    '{year: 2024, month: 3, day: 31, hour: 1, minute: 30, second: 15, millisecond: 250}',
  ],
  [{ $dateAdd: { startDate: new Date('2024-01-31'), unit: 'month', amount: 1 } }, {}, '2024-02-29T00:00:00.000Z'],
  [
    { $dateAdd: { startDate: new Date('2024-03-30T12:00:00Z'), unit: 'day', amount: 1, timezone: 'Europe/Paris' } },
    {},
    '2024-03-31T11:00:00.000Z',
  ],
  [
    { $dateAdd: { startDate: new Date('2024-03-30T12:00:00Z'), unit: 'hour', amount: 24, timezone: 'Europe/Paris' } },
    {},
    '2024-03-31T12:00:00.000Z',
  ],
  [
    { $dateSubtract: { startDate: new Date('2024-03-31'), unit: 'quarter', amount: 1 } },
    {},
    '2023-12-31T00:00:00.000Z',
  ],
  [
    {
      $dateDiff: {
        startDate: new Date('2023-12-31T23:00:00Z'),
        endDate: new Date('2024-01-01T01:00:00Z'),
        unit: 'year',
      },
    },
    {},
    '1L',
  ],
  [{ $dateDiff: { startDate: new Date('2024-01-01'), endDate: new Date('2024-03-01'), unit: 'day' } }, {}, '60L'],
  [{ $dateDiff: { startDate: new Date('2024-01-06'), endDate: new Date('2024-01-07'), unit: 'week' } }, {}, '1L'],
  [
    {
      $dateDiff: {
        startDate: new Date('2024-01-07'),
        endDate: new Date('2024-01-08'),
        unit: 'week',
        startOfWeek: 'mon',
      },
    },
    {},
    '1L',
  ],
  [{ $dateTrunc: { date: day, unit: 'month' } }, {}, '2024-03-01T00:00:00.000Z'],
  [{ $dateTrunc: { date: day, unit: 'day', timezone: 'Europe/Paris' } }, {}, '2024-03-30T23:00:00.000Z'],
  [{ $dateTrunc: { date: day, unit: 'week', startOfWeek: 'monday' } }, {}, '2024-03-25T00:00:00.000Z'],
  [{ $dateTrunc: { date: day, unit: 'minute', binSize: 15 } }, {}, '2024-03-31T01:30:00.000Z'],
  [{ $dateTrunc: { date: day, unit: 'quarter' } }, {}, '2024-01-01T00:00:00.000Z'],
  [{ $dateTrunc: { date: new Date('1999-05-05'), unit: 'month', binSize: 5 } }, {}, '1999-03-01T00:00:00.000Z'],
];

describe('embedded database: expressions', () => {
  for (const [expression, document, expected] of cases) {
    it(`${show(toValue(expression))} is ${expected}`, () =>
      assert.equal(show(evaluate(expression, document)), expected));
  }

  const refusals: [Plain, number, RegExp][] = [
    [{ $foo: 1 }, 168, /Unrecognized expression '\$foo'/],
    [{ $rand: {} }, 238, /\$rand/],
    [{ $function: {} }, 238, /\$function/],
    ['$$x', 17276, /undefined variable: x/],
    ['$', 16872, /invalid field path/],
    ['$a.', 40353, /\$a\./],
    [{ $add: 1, $subtract: 1 }, 15983, /exactly one field/],
    [{ 'a.b': 1 }, 16405, /a\.b/],
    [{ $add: ['x', 1] }, 14, /\$add/],
    [{ $add: [day, day] }, 16612, /date/],
    [{ $subtract: ['x', 1] }, 14, /string/],
    [{ $subtract: [1] }, 16020, /\$subtract/],
    [{ $multiply: ['x'] }, 14, /\$multiply/],
    [{ $divide: [1, 0] }, 2, /zero/],
    [{ $mod: [1, 0] }, 16610, /zero/],
    [{ $abs: 'x' }, 28765, /\$abs/],
    [{ $sqrt: -1 }, 28714, /\$sqrt/],
    [{ $sqrt: dec('4') }, 238, /\$sqrt/],
    [{ $round: [1.5, 1.5] }, 51082, /\$round/],
    [{ $concat: [1] }, 16702, /\$concat/],
    [{ $toLower: [[1]] }, 16007, /array/],
    [{ $split: ['a', ''] }, 40087, /separator/],
    [{ $size: 1 }, 17124, /\$size/],
    [{ $in: [1, 1] }, 40081, /\$in/],
    [{ $slice: [[1], 0, 0] }, 28729, /\$slice/],
    [{ $arrayElemAt: [1, 1] }, 28689, /\$arrayElemAt/],
    [{ $range: [0, 1, 0] }, 34449, /\$range/],
    [{ $range: [0, 2 ** 31 - 1] }, 146, /\$range/],
    [{ $map: { input: 1, in: 1 } }, 16883, /\$map/],
    [{ $map: { input: [], in: 1, foo: 1 } }, 9, /foo/],
    [{ $map: { input: [], as: 'X', in: 1 } }, 16867, /X/],
    [{ $cond: [1, 2] }, 16020, /\$cond/],
    [{ $cond: { if: 1, [then]: 2 } }, 9, /else/],
    [{ $switch: { branches: [{ case: false, [then]: 1 }] } }, 40066, /branch/],
    [{ $mergeObjects: [1] }, 40400, /\$mergeObjects/],
    [{ $toInt: 'x' }, 241, /x/],
    [{ $toInt: 3e9 }, 241, /overflow/],
    [{ $toInt: new Double(Number.NaN) }, 241, /NaN/],
    [{ $toObjectId: 'x' }, 241, /objectId/],
    [{ $toDate: 'tomorrow' }, 241, /tomorrow/],
    [{ $toDate: '2024-02-30' }, 241, /2024-02-30/],
    [{ $convert: { input: 1, to: 'foo' } }, 2, /foo/],
    [{ $convert: { input: 1, to: 'binData' } }, 238, /binData/],
    [{ $year: 'x' }, 16006, /Date/],
    [{ $year: { date: day, timezone: 'Mars' } }, 40485, /Mars/],
    [{ $dateToString: { date: day, format: '%q' } }, 18536, /%q/],
    [{ $dateAdd: { startDate: day, unit: 'era', amount: 1 } }, 9, /unit/],
    [{ $dateTrunc: { date: day, unit: 'week', binSize: 2 } }, 238, /week/],
    [{ $anyElementTrue: 1 }, 17041, /array/],
    [{ $setUnion: [1] }, 17043, /\$setUnion/],
    [{ $regexMatch: { input: 'a', regex: '(a)\\1' } }, 238, /back reference/],
  ];
  for (const [expression, code, text] of refusals) {
    it(`refuses ${show(toValue(expression)).slice(0, 80)}`, () => refuses(() => evaluate(expression), code, text));
  }

  it('stops what would grow without end', () => {
    const doubling = {
      $reduce: {
        input: { $range: [0, 100] },
        initialValue: ['xxxxxxxx'],
        in: { $concatArrays: ['$$value', '$$value'] },
      },
    };
    refuses(() => evaluate(doubling), 10334);
    let nested: Plain = [1, 1, 1, 1];
    for (let i = 0; i < 25; i++) nested = { $map: { input: nested, in: ['$$this', '$$this', '$$this', '$$this'] } };
    const grown = nested;
    refuses(() => evaluate({ $size: grown }), 10334);
    let shared: Plain = '$a';
    for (let i = 0; i < 40; i++) shared = { $let: { vars: { x: shared }, in: { p: '$$x', q: '$$x' } } };
    refuses(() => evaluate(shared, { a: 1 }), 10334);
    let text: Plain = 'xxxxxxxx';
    for (let i = 0; i < 40; i++) text = { $let: { vars: { x: text }, in: { $concat: ['$$x', '$$x'] } } };
    refuses(() => evaluate(text), 10334);
  });

  it('compares texts by the collation', () => {
    const collation = parseCollation(doc({ locale: 'en', strength: 2 }));
    const ask = (expression: Plain) => show(compileExpression(toValue(expression), { collation }).evaluate(new Map()));
    assert.equal(ask({ $eq: ['a', 'A'] }), 'true');
    assert.equal(ask({ $in: ['A', ['a']] }), 'true');
    assert.equal(ask({ $setUnion: [['a'], ['A', 'b']] }), "['a', 'b']");
  });

  it('adds and multiplies numbers of any type as exactly as their type can', () => {
    const run = (operator: string, a: Value, b: Value) =>
      compileExpression(new Map([[operator, [a, b]]])).evaluate(new Map());
    const integer = fc.oneof(
      fc.integer().map((n) => new Int32(n)),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    );
    const big = (value: Value) => BigInt(String(value instanceof Int32 ? value.value : value));
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        for (const [operator, exact] of [
          ['$add', big(a) + big(b)],
          ['$subtract', big(a) - big(b)],
          ['$multiply', big(a) * big(b)],
        ] as const) {
          const result = run(operator, a, b);
          if (BigInt.asIntN(64, exact) === exact)
            assert.equal(compare(result, exact), 0, `${show(a)} ${operator} ${show(b)}`);
          else assert.ok(result instanceof Double);
        }
      }),
    );
    fc.assert(
      fc.property(
        anyNumber,
        anyNumber,
        (a, b) =>
          compare(run('$add', a, b), run('$add', b, a)) === 0 &&
          compare(run('$multiply', a, b), run('$multiply', b, a)) === 0,
      ),
    );
    const cents = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const decimal = (n: bigint) => dec(`${n}E-2`);
        assert.equal(compare(run('$add', decimal(a), decimal(b)), decimal(a + b)), 0);
        assert.equal(compare(run('$multiply', decimal(a), new Int32(3)), decimal(a * 3n)), 0);
        if (b !== 0n) assert.equal(compare(run('$divide', decimal(a * b), decimal(b)), a), 0);
      }),
    );
  });
});
