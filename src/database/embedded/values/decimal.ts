import { Decimal128, Double, Int32 } from 'bson';
import type { NumberValue } from './document.ts';

/** A finite number, exactly: `coefficient × 10^exponent`. */
export interface Exact {
  coefficient: bigint;
  exponent: number;
}

/** The digits that a Decimal128 keeps, and the exponents of its last digit (IEEE 754-2008). */
const DIGITS = 34;
const MAX_EXPONENT = 6111;
const MIN_EXPONENT = -6176;

/** The nearest double of a number; NaN and infinities stay what they are. */
export function toDouble(value: NumberValue): number {
  if (value instanceof Int32 || value instanceof Double) return value.value;
  return Number(typeof value === 'bigint' ? value : value.toString());
}

/** The exact value of a number, or undefined for NaN and the infinities. */
export function exactOf(value: NumberValue): Exact | undefined {
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  if (value instanceof Int32) return { coefficient: BigInt(value.value), exponent: 0 };
  return value instanceof Double ? exactOfDouble(value.value) : exactOfText(value.toString());
}

/** The exact value of a text such as `-1.5E+3`; undefined when it is no finite number. */
export function exactOfText(text: string): Exact | undefined {
  const match = /^([+-]?)(?=\.?\d)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const coefficient = BigInt(whole + fraction);
  return { coefficient: sign === '-' ? -coefficient : coefficient, exponent: Number(power) - fraction.length };
}

/** A double is `mantissa × 2^-k`, which is `mantissa × 5^k × 10^-k`. */
function exactOfDouble(value: number): Exact | undefined {
  if (!Number.isFinite(value)) return undefined;
  let mantissa = value;
  let k = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    k++;
  }
  return { coefficient: BigInt(mantissa) * 5n ** BigInt(k), exponent: -k };
}

/** Sign of `a - b`. */
export function compareExact(a: Exact, b: Exact): number {
  const signs = signOf(a.coefficient) - signOf(b.coefficient);
  if (signs !== 0 || a.coefficient === 0n) return Math.sign(signs);
  // Numbers of different length need no alignment, which could take thousands of digits.
  const magnitude = digits(a.coefficient) + a.exponent - (digits(b.coefficient) + b.exponent);
  if (magnitude !== 0) return Math.sign(magnitude) * signOf(a.coefficient);
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A text that is the same for equal numbers, whatever their types. */
export function exactKey({ coefficient, exponent }: Exact): string {
  if (coefficient === 0n) return '0';
  const text = coefficient.toString();
  const zeros = text.length - text.replace(/0+$/, '').length;
  return `${text.slice(0, text.length - zeros)}e${exponent + zeros}`;
}

/** Both coefficients at the smaller of the two exponents. */
function align(a: Exact, b: Exact): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.coefficient * 10n ** BigInt(a.exponent - exponent), b.coefficient * 10n ** BigInt(b.exponent - exponent)];
}

/** The integer part, cut towards zero. Only for numbers that are known to be of a sensible size. */
export function truncateExact({ coefficient, exponent }: Exact): bigint {
  if (exponent >= 0) return coefficient * 10n ** BigInt(exponent);
  return digits(coefficient) < -exponent ? 0n : coefficient / 10n ** BigInt(-exponent);
}

/** A number cut to a 64-bit integer; undefined for NaN and what is out of range. */
export function toInt64(value: NumberValue): bigint | undefined {
  // The estimate keeps a Decimal128 such as 1E+6000 from being written out.
  const exact = Math.abs(toDouble(value)) < 2 ** 64 ? exactOf(value) : undefined;
  const integer = exact && truncateExact(exact);
  return integer !== undefined && BigInt.asIntN(64, integer) === integer ? integer : undefined;
}

/** The Decimal128 nearest to an exact value, ties to even. */
export function decimalOf({ coefficient, exponent }: Exact): Decimal128 {
  const rounded = roundToDigits({ coefficient, exponent }, DIGITS);
  return clampExponent(rounded);
}

/** Brings the exponent into range, or answers infinity or zero as IEEE 754 asks. */
function clampExponent({ coefficient, exponent }: Exact): Decimal128 {
  let value = { coefficient, exponent };
  if (value.exponent < MIN_EXPONENT) value = rescale(value, MIN_EXPONENT);
  if (value.coefficient !== 0n && digits(value.coefficient) + value.exponent > DIGITS + MAX_EXPONENT) {
    return Decimal128.fromString(value.coefficient < 0n ? '-Infinity' : 'Infinity');
  }
  if (value.exponent > MAX_EXPONENT) value = { ...rescaleUp(value), exponent: MAX_EXPONENT };
  return Decimal128.fromString(`${value.coefficient}E${value.exponent}`);
}

function rescaleUp({ coefficient, exponent }: Exact): Exact {
  return {
    coefficient: coefficient * 10n ** BigInt(Math.min(exponent - MAX_EXPONENT, DIGITS)),
    exponent: MAX_EXPONENT,
  };
}

/** The value at another exponent; digits that fall away are rounded half to even. */
export function rescale({ coefficient, exponent }: Exact, to: number): Exact {
  if (exponent >= to) return { coefficient: coefficient * 10n ** BigInt(exponent - to), exponent: to };
  if (digits(coefficient) < to - exponent - 1) return { coefficient: 0n, exponent: to };
  return { coefficient: divideHalfEven(coefficient, 10n ** BigInt(to - exponent)), exponent: to };
}

function roundToDigits(value: Exact, count: number): Exact {
  const excess = digits(value.coefficient) - count;
  if (excess <= 0) return value;
  const rounded = rescale(value, value.exponent + excess);
  return digits(rounded.coefficient) > count ? rescale(rounded, rounded.exponent + 1) : rounded;
}

/** Sum, exactly unless the numbers are too far apart for 34 digits to show the smaller one. */
export function addExact(a: Exact, b: Exact): Exact {
  if (a.coefficient === 0n && b.exponent <= a.exponent) return b;
  if (b.coefficient === 0n && a.exponent <= b.exponent) return a;
  const gap = digits(a.coefficient) + a.exponent - (digits(b.coefficient) + b.exponent);
  if (Math.abs(gap) > 3 * DIGITS) {
    const [large, small] = gap > 0 ? [a, b] : [b, a];
    if (small.coefficient !== 0n && large.coefficient !== 0n) return nudge(large, small.coefficient > 0n ? 1n : -1n);
    return large.coefficient === 0n
      ? small
      : rescale(large, large.exponent - DIGITS + Math.min(digits(large.coefficient), DIGITS));
  }
  const [x, y] = align(a, b);
  return { coefficient: x + y, exponent: Math.min(a.exponent, b.exponent) };
}

/** A number with a trace of another added, far below the last digit kept, so that it still decides ties. */
function nudge(large: Exact, trace: bigint): Exact {
  const shift = 2 * DIGITS;
  return { coefficient: large.coefficient * 10n ** BigInt(shift) + trace, exponent: large.exponent - shift };
}

export function multiplyExact(a: Exact, b: Exact): Exact {
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/** Quotient with more digits than a Decimal128 keeps; the divisor must not be zero. */
export function divideExact(a: Exact, b: Exact): Exact {
  const ideal = a.exponent - b.exponent;
  if (a.coefficient === 0n) return { coefficient: 0n, exponent: ideal };
  const shift = Math.max(0, 2 * DIGITS + digits(b.coefficient) - digits(a.coefficient));
  const scaled = a.coefficient * 10n ** BigInt(shift);
  const quotient = scaled / b.coefficient;
  if (scaled % b.coefficient !== 0n) {
    // A sticky digit keeps a later rounding from taking this for a tie.
    const sign = BigInt(signOf(a.coefficient) * signOf(b.coefficient));
    return { coefficient: quotient * 10n + sign, exponent: ideal - shift - 1 };
  }
  return stripZeros({ coefficient: quotient, exponent: ideal - shift }, ideal);
}

/** Takes zeros off the end as long as the exponent stays at or below `limit`. */
function stripZeros({ coefficient, exponent }: Exact, limit: number): Exact {
  let value = coefficient;
  let power = exponent;
  while (power < limit && value % 10n === 0n) {
    value /= 10n;
    power++;
  }
  return { coefficient: value, exponent: power };
}

/** `dividend / divisor` to the nearest integer, ties to even; the divisor is positive. */
function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < divisor || (twice === divisor && quotient % 2n === 0n)) return quotient;
  return quotient + (dividend < 0n ? -1n : 1n);
}

function digits(value: bigint): number {
  return value === 0n ? 0 : (value < 0n ? -value : value).toString().length;
}

function signOf(value: bigint): number {
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}
