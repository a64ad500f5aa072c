import { Int32 } from 'bson';
import { CommandError } from '../../errors.ts';
import { compileSort } from '../../query/sort.ts';
import { compare, equal } from '../../values/compare.ts';
import { toDouble } from '../../values/decimal.ts';
import { isDoc, type Value } from '../../values/document.ts';
import { isNumber, kindOf } from '../../values/kinds.ts';
import { isTruthy } from '../../values/truth.ts';
import { type Arguments, call, isNullish, named, namedValues, part } from '../define.ts';
import type { Context, Operator } from '../evaluation.ts';
import { average, sum } from '../sum.ts';

const many = Number.POSITIVE_INFINITY;
/** Elements that `$range` may make: 64 MB, as in MongoDB. */
const LONGEST_RANGE = 4_000_000;

/** An integer of 32 bits. */
function integer(value: Value | undefined, what: string, code: number): number {
  const number = isNumber(value) ? toDouble(value) : Number.NaN;
  if (number !== (number | 0)) throw new CommandError(code, `${what} must be a 32-bit integer`);
  return number;
}

function needArray(value: Value, what: string, code: number): Value[] {
  if (!Array.isArray(value)) throw new CommandError(code, `${what} must be an array, but is ${kindOf(value)}`);
  return value;
}

function elementAt(name: string, code: number, position: (args: Arguments) => number): Operator {
  return call(1, 2, (args) => {
    const [array, index] = args;
    if (isNullish(array) || index === null) return null;
    return needArray(array, `${name}'s first argument`, code).at(position(args));
  });
}

function slice(args: Arguments): Value | undefined {
  if (args.some(isNullish)) return null;
  const [value = null, first, second] = args;
  const array = needArray(value, 'First argument to $slice', 28724);
  const n = integer(first, 'Second argument to $slice', 28725);
  if (args.length === 2) return n < 0 ? array.slice(n) : array.slice(0, n);
  const count = integer(second, 'Third argument to $slice', 28727);
  if (count <= 0) throw new CommandError(28729, 'Third argument to $slice must be positive');
  const start = n < 0 ? Math.max(0, array.length + n) : n;
  return array.slice(start, start + count);
}

function range(args: Arguments): Value {
  const [from, to, step] = [
    integer(args[0], '$range start', 34443),
    integer(args[1], '$range end', 34444),
    args.length === 3 ? integer(args[2], '$range step', 34447) : 1,
  ];
  if (step === 0) throw new CommandError(34449, '$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (length > LONGEST_RANGE) throw new CommandError('ExceededMemoryLimit', '$range would use too much memory');
  return Array.from({ length }, (_, i) => new Int32(from + i * step));
}

function indexOfArray(args: Arguments, { collation }: Context): Value {
  const [value, wanted, from, to] = args;
  if (isNullish(value)) return null;
  const array = needArray(value, '$indexOfArray', 40090);
  const start = args.length > 2 ? bound(from, 'start') : 0;
  const end = args.length > 3 ? bound(to, 'end') : array.length;
  const index = array.findIndex((element, i) => i >= start && i < end && equal(element, wanted, collation));
  return new Int32(index);
}

function bound(value: Value | undefined, what: string): number {
  const number = integer(value, `$indexOfArray's ${what}ing index`, 40096);
  if (number < 0) throw new CommandError(40097, `$indexOfArray requires a nonnegative ${what}ing index`);
  return number;
}

const sortArray: Operator = (argument, context) => {
  const parts = namedValues(argument, '$sortArray', ['input', 'sortBy'], []);
  const input = context.compile(parts.get('input') ?? null);
  const order = readOrder(parts.get('sortBy') ?? null, context);
  return (environment) => {
    const array = input(environment);
    return isNullish(array) ? null : needArray(array, 'The input argument to $sortArray', 2942504).toSorted(order);
  };
};

function readOrder(sortBy: Value, { collation }: Context): (a: Value, b: Value) => number {
  if (isDoc(sortBy)) {
    const sort = compileSort(sortBy, { collation });
    return (a, b) => sort.compare(isDoc(a) ? a : new Map(), isDoc(b) ? b : new Map());
  }
  const direction = isNumber(sortBy) ? toDouble(sortBy) : 0;
  if (Math.abs(direction) !== 1) throw new CommandError(2942507, '$sortArray requires sortBy to be 1, -1 or an object');
  return (a, b) => direction * compare(a, b, collation);
}

const zip: Operator = (argument, context) => {
  const parts = named(argument, context, '$zip', ['inputs'], ['useLongestLength', 'defaults']);
  const { useLongestLength: isLongest } = parts;
  return (environment) => {
    const inputs = part(parts, 'inputs')(environment);
    if (!Array.isArray(inputs) || inputs.length === 0)
      throw new CommandError(34461, '$zip requires at least one input array');
    if (inputs.some(isNullish)) return null;
    const arrays = inputs.map((input) => needArray(input, '$zip found a non-array expression in input: it', 34468));
    const lengths = arrays.map((array) => array.length);
    const length = isTruthy(isLongest?.(environment)) ? Math.max(...lengths) : Math.min(...lengths);
    const defaults = parts.defaults?.(environment) ?? [];
    return Array.from({ length }, (_, i) =>
      arrays.map((array, k) => array[i] ?? (Array.isArray(defaults) ? defaults[k] : null) ?? null),
    );
  };
};

/** `$sum`, `$avg`, `$min` and `$max` outside of groups: over the arguments, or over the array that is the only one. */
function overValues(run: (values: Value[], context: Context) => Value): Operator {
  return call(0, many, (args, context) => {
    const [only] = args;
    const values = args.length === 1 && Array.isArray(only) ? only : args;
    return run(
      values.filter((value): value is Value => !isNullish(value)),
      context,
    );
  });
}

/** The smallest or the greatest value, null when there is none. */
function extreme(sign: 1 | -1): Operator {
  return overValues((values, { collation }) => {
    let best: Value = null;
    for (const [i, value] of values.entries()) if (i === 0 || sign * compare(value, best, collation) > 0) best = value;
    return best;
  });
}

export const arrays: Record<string, Operator> = {
  $size: call(1, 1, ([value]) => {
    if (!Array.isArray(value))
      throw new CommandError(
        17124,
        `The argument to $size must be an array, but was of type: ${value === undefined ? 'missing' : kindOf(value)}`,
      );
    return new Int32(value.length);
  }),
  $in: call(2, 2, ([value, array], { collation }) => {
    if (!Array.isArray(array))
      throw new CommandError(
        40081,
        `$in requires an array as a second argument, found: ${array === undefined ? 'missing' : kindOf(array)}`,
      );
    return array.some((element) => equal(element, value, collation));
  }),
  $isArray: call(1, 1, ([value]) => Array.isArray(value)),
  $slice: call(2, 3, slice),
  $arrayElemAt: elementAt('$arrayElemAt', 28689, ([, index]) =>
    integer(index, "$arrayElemAt's second argument", 28690),
  ),
  $first: elementAt('$first', 28689, () => 0),
  $last: elementAt('$last', 28689, () => -1),
  $concatArrays: call(0, many, (args) => {
    if (args.some(isNullish)) return null;
    return args.flatMap((arg) => needArray(arg ?? null, '$concatArrays only supports arrays: each argument', 28664));
  }),
  $range: call(2, 3, range),
  $reverseArray: call(1, 1, ([value]) =>
    isNullish(value) ? null : needArray(value, 'The argument to $reverseArray', 34435).toReversed(),
  ),
  $indexOfArray: call(2, 4, indexOfArray),
  $sortArray: sortArray,
  $zip: zip,
  $sum: overValues(sum),
  $avg: overValues(average),
  $min: extreme(-1),
  $max: extreme(1),
};
