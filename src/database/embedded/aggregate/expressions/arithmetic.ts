import { Decimal128, Double, Int32 } from 'bson';
import { CommandError, notSupported } from '../../errors.ts';
import {
  add,
  divide,
  integerOf,
  isInteger,
  isNaNNumber,
  multiply,
  remainder,
  subtract,
} from '../../values/arithmetic.ts';
import { compareNumbers } from '../../values/compare.ts';
import { decimalOf, type Exact, exactOf, rescale, toDouble, toInt64 } from '../../values/decimal.ts';
import type { NumberValue, Value } from '../../values/document.ts';
import { isNumber, kindOf } from '../../values/kinds.ts';
import { call, callNonNull, isNullish } from '../define.ts';
import type { Operator } from '../evaluation.ts';

const many = Number.POSITIVE_INFINITY;
const zero = new Int32(0);

function wrongType(
  name: string,
  value: Value | undefined,
  code: number | 'TypeMismatch' = 'TypeMismatch',
): CommandError {
  return new CommandError(
    code,
    `${name} only supports numeric types, not ${value === undefined ? 'missing' : kindOf(value)}`,
  );
}

/** Sum; what does not fit a long becomes a double. */
function plus(a: NumberValue, b: NumberValue): NumberValue {
  return add(a, b) ?? new Double(toDouble(a) + toDouble(b));
}

function times(a: NumberValue, b: NumberValue): NumberValue {
  return multiply(a, b) ?? new Double(toDouble(a) * toDouble(b));
}

function minus(a: NumberValue, b: NumberValue): NumberValue {
  return subtract(a, b) ?? new Double(toDouble(a) - toDouble(b));
}

function addAll(args: (Value | undefined)[]): Value | undefined {
  let sum: NumberValue = zero;
  let date: Date | undefined;
  for (const value of args) {
    if (isNullish(value)) return null;
    if (value instanceof Date) {
      if (date) throw new CommandError(16612, 'only one date allowed in an $add expression');
      date = value;
    } else if (isNumber(value)) sum = plus(sum, value);
    else throw new CommandError('TypeMismatch', `$add only supports numeric or date types, not ${kindOf(value)}`);
  }
  return date ? shiftDate(date, sum) : sum;
}

function shiftDate(date: Date, milliseconds: NumberValue): Date {
  const shift = isNaNNumber(milliseconds) ? undefined : toInt64(roundTo(milliseconds, 0, 'even'));
  const moved = new Date(date.getTime() + Number(shift ?? Number.NaN));
  if (Number.isNaN(moved.getTime())) throw new CommandError('Overflow', 'date overflow');
  return moved;
}

function difference(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) return minus(a, b);
  if (a instanceof Date && b instanceof Date) return BigInt(a.getTime() - b.getTime());
  if (a instanceof Date && isNumber(b)) return shiftDate(a, times(b, new Int32(-1)));
  throw new CommandError('TypeMismatch', `can't $subtract ${kindOf(b)} from ${kindOf(a)}`);
}

type Rounding = 'even' | 'down' | 'floor' | 'ceil';

/** Rounds to a number of decimal places (negative: tens, hundreds …). Keeps the type. */
function roundTo(value: NumberValue, place: number, mode: Rounding): NumberValue {
  const exact = exactOf(value);
  if (!exact || exact.exponent >= -place) return value;
  const rounded = shorten(exact, -place, mode);
  if (value instanceof Decimal128) return decimalOf(rounded);
  if (value instanceof Double) {
    const number = Number(`${rounded.coefficient}e${rounded.exponent}`);
    return new Double(number === 0 && (value.value < 0 || Object.is(value.value, -0)) ? -0 : number);
  }
  const integer = integerOf(rounded.coefficient * 10n ** BigInt(rounded.exponent), value instanceof Int32);
  if (integer === undefined)
    throw new CommandError(51080, 'invalid conversion: the rounded number does not fit a long');
  return integer;
}

function shorten(exact: Exact, exponent: number, mode: Rounding): Exact {
  if (mode === 'even') return rescale(exact, exponent);
  const down = { coefficient: exact.coefficient / 10n ** BigInt(exponent - exact.exponent), exponent };
  const isExact = down.coefficient * 10n ** BigInt(exponent - exact.exponent) === exact.coefficient;
  if (isExact || mode === 'down') return down;
  const step = mode === 'floor' ? (exact.coefficient < 0n ? -1n : 0n) : exact.coefficient > 0n ? 1n : 0n;
  return { coefficient: down.coefficient + step, exponent };
}

function rounding(mode: 'even' | 'down'): Operator {
  return (argument, context, name) =>
    call(1, 2, ([value, place = zero]) => {
      if (isNullish(value) || place === null) return null;
      if (!isNumber(value)) throw wrongType(name, value, 51081);
      const places = isNumber(place) ? toDouble(place) : Number.NaN;
      if (!Number.isInteger(places))
        throw new CommandError(51082, `precision argument to ${name} must be an integral value`);
      if (places < -20 || places > 100)
        throw new CommandError(51083, `cannot apply ${name} with precision value ${places}: it must be in [-20, 100]`);
      return roundTo(value, places, mode);
    })(argument, context, name);
}

/** An operator on one number; null and missing give null. */
function unary(code: number, run: (value: NumberValue, name: string) => Value): Operator {
  return (argument, context, name) =>
    callNonNull(1, 1, ([value]) => {
      if (!isNumber(value)) throw wrongType(name, value, code);
      return run(value, name);
    })(argument, context, name);
}

/** Functions that this database has for doubles only. */
function ofDouble(
  code: number,
  run: (value: number) => number,
  isAllowed: (value: number) => boolean = () => true,
): Operator {
  return unary(code, (value, name) => {
    if (value instanceof Decimal128) throw notSupported(`${name} of a decimal`);
    if (!isAllowed(toDouble(value))) throw new CommandError(28714, `${name}'s argument is out of its domain`);
    return new Double(run(toDouble(value)));
  });
}

function absolute(value: NumberValue): NumberValue {
  if (value instanceof Double) return new Double(Math.abs(value.value));
  if (compareNumbers(value, zero) >= 0 || isNaNNumber(value)) return value;
  const opposite = multiply(value, new Int32(-1));
  if (opposite === undefined) throw new CommandError(28680, "can't take $abs of long long min");
  return opposite;
}

export const arithmetic: Record<string, Operator> = {
  $add: call(0, many, addAll),
  $subtract: callNonNull(2, 2, ([a = null, b = null]) => difference(a, b)),
  $multiply: call(0, many, (args) => {
    let product: NumberValue = new Int32(1);
    for (const value of args) {
      if (isNullish(value)) return null;
      if (!isNumber(value)) throw wrongType('$multiply', value);
      product = times(product, value);
    }
    return product;
  }),
  $divide: callNonNull(2, 2, ([a, b]) => {
    if (!isNumber(a) || !isNumber(b)) throw wrongType('$divide', isNumber(a) ? b : a);
    if (toDouble(b) === 0) throw new CommandError('BadValue', "can't $divide by zero");
    return divide(a, b);
  }),
  $mod: callNonNull(2, 2, ([a, b]) => {
    if (!isNumber(a) || !isNumber(b)) throw wrongType('$mod', isNumber(a) ? b : a, 16611);
    if (toDouble(b) === 0) throw new CommandError(16610, "can't $mod by zero");
    return remainder(a, b);
  }),
  $abs: unary(28765, absolute),
  $ceil: unary(28765, (value) => roundTo(value, 0, 'ceil')),
  $floor: unary(28765, (value) => roundTo(value, 0, 'floor')),
  $round: rounding('even'),
  $trunc: rounding('down'),
  $sqrt: ofDouble(28765, Math.sqrt, (value) => !(value < 0)),
  $exp: ofDouble(28765, Math.exp),
  $ln: ofDouble(28765, Math.log, (value) => !(value <= 0)),
  $log10: ofDouble(28765, Math.log10, (value) => !(value <= 0)),
  $pow: callNonNull(2, 2, ([base, exponent]) => {
    if (!isNumber(base) || !isNumber(exponent)) throw wrongType('$pow', isNumber(base) ? exponent : base, 28762);
    if (base instanceof Decimal128 || exponent instanceof Decimal128) throw notSupported('$pow of a decimal');
    return power(base, exponent);
  }),
};

/** Integers stay integers as long as the result fits a long. */
function power(base: NumberValue, exponent: NumberValue): Value {
  const [x, y] = [toDouble(base), toDouble(exponent)];
  if (x === 0 && y < 0) throw new CommandError(28764, '$pow cannot take a base of 0 and a negative exponent');
  const isSmall = Math.abs(x) <= 1 || Math.abs(x ** y) < 2 ** 64;
  if (isInteger(base) && isInteger(exponent) && y >= 0 && isSmall) {
    // For 0, 1 and -1 only the parity of a positive exponent matters.
    const times = Math.abs(x) > 1 || y === 0 ? y : 2 - (y % 2);
    const integer = integerOf(
      BigInt(base.valueOf()) ** BigInt(times),
      base instanceof Int32 && exponent instanceof Int32,
    );
    if (integer !== undefined) return integer;
  }
  return new Double(x ** y);
}
