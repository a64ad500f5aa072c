import { Binary, BSONRegExp, Decimal128, Double, MaxKey, MinKey } from 'bson';
import type { Collation } from '../values/collation.ts';
import { compare } from '../values/compare.ts';
import { toDouble, toInt64 } from '../values/decimal.ts';
import type { Value } from '../values/document.ts';
import { identityKey } from '../values/identity.ts';
import { isNumber, kindOf, rankOf } from '../values/kinds.ts';
import type { Test } from './node.ts';
import type { Pattern } from './pattern.ts';
import { bytesAsBits } from './predicates.ts';

/** Asks one value; `undefined` is a missing field. */
type Check = (value: Value | undefined) => boolean;
type ElementTest = Exclude<Test, { op: 'elemMatch' }>;

/** Makes a test on single values ready; spreading over arrays is the caller's. */
export function compileTest(test: ElementTest, collation: Collation | undefined): Check {
  switch (test.op) {
    case 'eq':
      return compileComparison(test.op, test.value, (order) => order === 0, collation);
    case 'gt':
      return compileComparison(test.op, test.value, (order) => order > 0, collation);
    case 'gte':
      return compileComparison(test.op, test.value, (order) => order >= 0, collation);
    case 'lt':
      return compileComparison(test.op, test.value, (order) => order < 0, collation);
    case 'lte':
      return compileComparison(test.op, test.value, (order) => order <= 0, collation);
    case 'in':
      return compileIn(test.values, test.patterns, collation);
    case 'regex':
      return compileRegex(test.pattern);
    case 'exists':
      return (value) => value !== undefined;
    case 'type':
      return (value) => value !== undefined && test.kinds.has(kindOf(value));
    case 'mod':
      return (value) => {
        const integer = isNumber(value) ? toInt64(value) : undefined;
        return integer !== undefined && integer % test.divisor === test.remainder;
      };
    case 'size':
      return (value) => Array.isArray(value) && value.length === test.size;
    case 'bits':
      return compileBits(test.mask, test.want);
  }
}

/** Only values of the same rank are compared, except with MinKey and MaxKey; null is equal to missing. */
function compileComparison(
  op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte',
  operand: Value,
  holds: (order: number) => boolean,
  collation: Collation | undefined,
): Check {
  const rank = rankOf(operand);
  const withEqual = op !== 'gt' && op !== 'lt';
  const acrossTypes =
    (operand instanceof MinKey && op.startsWith('gt')) || (operand instanceof MaxKey && op.startsWith('lt'));
  if (operand === null) return (value) => withEqual && (value === null || value === undefined);
  // NaN is neither less nor greater than a number in a filter, although it sorts before all of them.
  if (isNaNValue(operand)) return (value) => withEqual && isNaNValue(value);
  return (value) => {
    if (rankOf(value) !== rank) return acrossTypes;
    return holds(compare(value, operand, collation)) && (op === 'eq' || !isNaNValue(value));
  };
}

function isNaNValue(value: Value | undefined): boolean {
  if (value instanceof Double) return Number.isNaN(value.value);
  return value instanceof Decimal128 && Number.isNaN(toDouble(value));
}

function compileIn(values: Value[], patterns: Pattern[], collation: Collation | undefined): Check {
  const matchers = patterns.map(compileRegex);
  const hasNull = values.includes(null);
  const equals = collation ? anyEqual(values, collation) : inSet(values);
  return (value) => {
    if (value === undefined) return hasNull;
    return equals(value) || matchers.some((matches) => matches(value));
  };
}

function anyEqual(values: Value[], collation: Collation): (value: Value) => boolean {
  return (value) => values.some((wanted) => compare(value, wanted, collation) === 0);
}

function inSet(values: Value[]): (value: Value) => boolean {
  const keys = new Set(values.map(identityKey));
  return (value) => keys.has(identityKey(value));
}

/** A pattern matches texts, and the same pattern stored as a value. */
function compileRegex(pattern: Pattern): Check {
  return (value) => {
    if (typeof value === 'string') return pattern.test(value);
    return value instanceof BSONRegExp && value.pattern === pattern.pattern && value.options === pattern.options;
  };
}

const bitTests = {
  allSet: (bits: bigint, mask: bigint) => (bits & mask) === mask,
  allClear: (bits: bigint, mask: bigint) => (bits & mask) === 0n,
  anySet: (bits: bigint, mask: bigint) => (bits & mask) !== 0n,
  anyClear: (bits: bigint, mask: bigint) => (bits & mask) !== mask,
};

/** Bits of integers (sign extended) and of binary data; other values never match. */
function compileBits(mask: bigint, want: keyof typeof bitTests): Check {
  return (value) => {
    if (value instanceof Binary) return bitTests[want](bytesAsBits(value), mask);
    if (!isNumber(value)) return false;
    const integer = toInt64(value);
    if (integer === undefined || compare(value, integer) !== 0) return false;
    return bitTests[want](integer, mask);
  };
}
