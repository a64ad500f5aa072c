import { Decimal128, Double, Int32 } from 'bson';
import {
  addExact,
  decimalOf,
  divideExact,
  type Exact,
  exactOf,
  exactOfText,
  multiplyExact,
  toDouble,
} from './decimal.ts';
import type { NumberValue } from './document.ts';

/** One operation in the three arithmetics of BSON. */
interface Operation {
  integer(a: bigint, b: bigint): bigint;
  double(a: number, b: number): number;
  decimal(a: Exact, b: Exact): Exact;
}

const addition: Operation = { integer: (a, b) => a + b, double: (a, b) => a + b, decimal: addExact };
const subtraction: Operation = {
  integer: (a, b) => a - b,
  double: (a, b) => a - b,
  decimal: (a, b) => addExact(a, { ...b, coefficient: -b.coefficient }),
};
const multiplication: Operation = { integer: (a, b) => a * b, double: (a, b) => a * b, decimal: multiplyExact };

/** Sum in the wider of the two types; int grows to long. Undefined when it does not fit a long. */
export function add(a: NumberValue, b: NumberValue): NumberValue | undefined {
  return calculate(addition, a, b);
}

/** Product in the wider of the two types; int grows to long. Undefined when it does not fit a long. */
export function multiply(a: NumberValue, b: NumberValue): NumberValue | undefined {
  return calculate(multiplication, a, b);
}

/** Difference in the wider of the two types; int grows to long. Undefined when it does not fit a long. */
export function subtract(a: NumberValue, b: NumberValue): NumberValue | undefined {
  return calculate(subtraction, a, b);
}

/** Quotient: a decimal when one of the two is, else a double. */
export function divide(a: NumberValue, b: NumberValue): Double | Decimal128 {
  if (!(a instanceof Decimal128 || b instanceof Decimal128)) return new Double(toDouble(a) / toDouble(b));
  const x = decimalOperand(a);
  const y = decimalOperand(b);
  if (x && y && y.coefficient !== 0n) return decimalOf(divideExact(x, y));
  return decimalFromDouble(magnitude(a, x) / magnitude(b, y));
}

/** Remainder with the sign of the dividend; the divisor is not zero. Decimal, double, long or int, as the wider of the two. */
export function remainder(a: NumberValue, b: NumberValue): NumberValue {
  if (isInteger(a) && isInteger(b)) return integerOf(big(a) % big(b), a instanceof Int32 && b instanceof Int32) ?? 0n;
  if (!(a instanceof Decimal128 || b instanceof Decimal128)) return new Double(toDouble(a) % toDouble(b));
  const x = decimalOperand(a);
  const y = decimalOperand(b);
  if (!x || !y) return x && !Number.isNaN(toDouble(b)) ? decimalOf(x) : decimalFromDouble(Number.NaN);
  const exponent = Math.min(x.exponent, y.exponent);
  const scale = (n: Exact) => n.coefficient * 10n ** BigInt(n.exponent - exponent);
  return decimalOf({ coefficient: scale(x) % scale(y), exponent });
}

/** An integer as int (when allowed and it fits), else long; undefined when it fits neither. */
export function integerOf(value: bigint, asInt: boolean): Int32 | bigint | undefined {
  if (asInt && BigInt.asIntN(32, value) === value) return new Int32(Number(value));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** A number as a decimal; a double keeps 15 significant digits, as in MongoDB. */
export function toDecimal(value: NumberValue): Decimal128 {
  if (value instanceof Decimal128) return value;
  const exact = decimalOperand(value);
  return exact ? decimalOf(exact) : decimalFromDouble(toDouble(value));
}

export function isInteger(value: NumberValue): value is Int32 | bigint {
  return typeof value === 'bigint' || value instanceof Int32;
}

export function isNaNNumber(value: NumberValue): boolean {
  return !isInteger(value) && Number.isNaN(toDouble(value));
}

function calculate(operation: Operation, a: NumberValue, b: NumberValue): NumberValue | undefined {
  if (isInteger(a) && isInteger(b)) {
    return integerOf(operation.integer(big(a), big(b)), a instanceof Int32 && b instanceof Int32);
  }
  if (!(a instanceof Decimal128 || b instanceof Decimal128))
    return new Double(operation.double(toDouble(a), toDouble(b)));
  const x = decimalOperand(a);
  const y = decimalOperand(b);
  if (x && y) return decimalOf(operation.decimal(x, y));
  return decimalFromDouble(operation.double(magnitude(a, x), magnitude(b, y)));
}

function decimalOperand(value: NumberValue): Exact | undefined {
  return value instanceof Double && value.value !== 0 ? exactOfText(value.value.toPrecision(15)) : exactOf(value);
}

/** For calculating with infinities and zeros: a finite number counts by its sign only, lest it become infinite itself. */
function magnitude(value: NumberValue, exact: Exact | undefined): number {
  if (!exact) return toDouble(value);
  return exact.coefficient > 0n ? 1 : exact.coefficient < 0n ? -1 : 0;
}

/** NaN, an infinity or zero as a decimal. */
function decimalFromDouble(value: number): Decimal128 {
  return Decimal128.fromString(String(value));
}

function big(value: Int32 | bigint): bigint {
  return typeof value === 'bigint' ? value : BigInt(value.value);
}
