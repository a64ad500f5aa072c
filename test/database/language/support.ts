import assert from 'node:assert/strict';
import { BSONRegExp, Double, Int32, ObjectId } from 'bson';
import fc from 'fast-check';
import { CommandError } from '../../../src/database/embedded/errors.ts';
import {
  type Doc,
  doc,
  numberValue,
  type Plain,
  toValue,
  type Value,
} from '../../../src/database/embedded/values/document.ts';

export type Fields = { [name: string]: Plain };

/** A value with its types: ints `1`, longs `1L`, doubles `1.0`. */
export function show(value: Value | undefined): string {
  if (value === undefined) return 'missing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}L`;
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Double)
    return Object.is(value.value, -0)
      ? '-0.0'
      : Number.isInteger(value.value)
        ? value.value.toFixed(1)
        : String(value.value);
  if (value instanceof ObjectId) return `id(${value.toHexString()})`;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof Map) return `{${[...value].map(([name, member]) => `${name}: ${show(member)}`).join(', ')}}`;
  return value._bsontype;
}

/** NotImplemented: the word is not on the allow-list. */
export const notImplemented = 238;

/** Asserts that something is refused with a code of MongoDB, and that the text names what `text` matches. */
export function refuses(run: () => unknown, code: number, text: RegExp = /./): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof CommandError, `a CommandError, but ${String(error)}`);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, text);
    return true;
  });
}

/** Numbers of every type, many of them equal across types. */
export const anyNumber: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc.integer({ min: -3, max: 3 }).map((n) => BigInt(n)),
  fc.integer({ min: -6, max: 6 }).map((n) => new Double(n / 2)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double().map((n) => new Double(n)),
  fc
    .constantFrom(2 ** 53, 2 ** 53 + 2, 2 ** 63, -(2 ** 63), 0.1, -0, Number.NaN, Infinity, -Infinity)
    .map((n) => new Double(n)),
  fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n),
);

const simple: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 4 }).map(numberValue) },
  { weight: 1, arbitrary: anyNumber },
  fc.constantFrom<Value>(
    null,
    true,
    false,
    '',
    'a',
    'b',
    'B',
    'é',
    new Date(0),
    new Date(5),
    new ObjectId('0'.repeat(24)),
  ),
);

const name = fc.constantFrom('a', 'b', 'c', '0', '1');

/** Values that nest, with few names and few scalars, so that they meet often. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    simple,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((fields): Value => new Map(fields)),
  ),
})).value;

export const anyDoc: fc.Arbitrary<Doc> = fc
  .array(fc.tuple(name, anyValue), { maxLength: 4 })
  .map((fields) => new Map(fields));

export { doc, toValue };
