import { Binary, Double, Int32, ObjectId } from 'bson';
import fc from 'fast-check';
import type { Doc, Value } from '../../../src/database/embedded/values/document.ts';

const integers = [0n, 1n, -1n, 9007199254740992n, 9007199254740993n, -9007199254740993n, 2n ** 63n - 1n, -(2n ** 63n)];

/** Numbers of all types that are often equal or nearly so. */
export const anyNumber: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc.double().map((n) => new Double(n)),
  fc
    .constantFrom(
      0,
      -0,
      1,
      0.1,
      1.1,
      -1.1,
      2 ** 53,
      -(2 ** 53),
      2 ** 63,
      Number.NaN,
      Infinity,
      -Infinity,
      5e-324,
      1.7976931348623157e308,
    )
    .map((n) => new Double(n)),
  fc.constantFrom(...integers),
);

export const anyText = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'abc', 'b', 'a\0', 'a\0b', '\uffff', '\u{10000}', 'é', 'É'),
  fc.string({ maxLength: 4 }),
);

const scalar: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: anyNumber },
  { weight: 4, arbitrary: anyText },
  fc.constant(null),
  fc.boolean(),
  fc
    .constantFrom('000000000000000000000000', '0000000000000000000000ff', 'ffffffffffffffffffffffff')
    .map((hex) => new ObjectId(hex)),
  fc.constantFrom(0, -1, 1, 8.64e15, -8.64e15, 1700000000000).map((time) => new Date(time)),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(bytes)),
);

export const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), tie('value')), { maxLength: 2 })
      .map((fields): Doc => new Map(fields)),
  ),
}));
