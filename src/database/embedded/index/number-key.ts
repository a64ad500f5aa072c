import { type Decimal128, Double, Int32 } from 'bson';
import type { NumberValue } from '../values/document.ts';
import type { KeyWriter } from './key-writer.ts';

/**
 * Numbers of all four types in one order, equal when equal by value: the largest double that is not above the number,
 * then a mark: 0 when the number is that double, else 1 and the number's decimal digits, which order those between two doubles.
 */
export function writeNumber(writer: KeyWriter, number: NumberValue): void {
  if (number instanceof Int32 || number instanceof Double) writeDouble(writer, number.value);
  else if (typeof number === 'bigint') writeExact(writer, { coefficient: number, exponent: 0 });
  else writeDecimal(writer, number);
}

/** coefficient × 10^exponent */
interface Decimal {
  coefficient: bigint;
  exponent: number;
}

const notANumber = Buffer.alloc(8);

function writeDouble(writer: KeyWriter, value: number): void {
  if (Number.isNaN(value)) writer.bytes(notANumber);
  else writer.double(value === 0 ? 0 : value);
  writer.byte(0);
}

function writeDecimal(writer: KeyWriter, decimal: Decimal128): void {
  const text = decimal.toString();
  if (/^-?(NaN|Inf)/.test(text)) {
    writeDouble(writer, text.endsWith('NaN') ? Number.NaN : text.startsWith('-') ? -Infinity : Infinity);
    return;
  }
  const [mantissa = '0', exponent = '0'] = text.split('E');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  writeExact(writer, { coefficient: BigInt(whole + fraction || '0'), exponent: Number(exponent) - fraction.length });
}

function writeExact(writer: KeyWriter, decimal: Decimal): void {
  const nearest = Number(`${decimal.coefficient}e${decimal.exponent}`);
  const difference = compareWithDouble(decimal, nearest);
  if (difference === 0) {
    writeDouble(writer, nearest);
    return;
  }
  writer.double(difference > 0 ? nearest : nextBelow(nearest));
  writer.byte(1);
  const start = writer.length;
  const negative = decimal.coefficient < 0n;
  const digits = (negative ? -decimal.coefficient : decimal.coefficient).toString();
  // Scientific notation: the power of ten of the first digit, made positive, then the digits without trailing zeros.
  writer.uint32(digits.length - 1 + decimal.exponent + 0x8000);
  writer.bytes(Buffer.from(digits.replace(/0+$/, ''), 'latin1'));
  writer.byte(0);
  if (negative) writer.invertFrom(start);
}

/** Exactly: below, equal to or above zero as the decimal is below, equal to or above the double. */
function compareWithDouble(decimal: Decimal, double: number): number {
  if (double === Infinity) return -1;
  if (double === -Infinity) return 1;
  const { mantissa, power } = binaryParts(double);
  let left = decimal.coefficient;
  let right = mantissa;
  if (decimal.exponent >= 0) left *= 10n ** BigInt(decimal.exponent);
  else right *= 10n ** BigInt(-decimal.exponent);
  if (power >= 0) right <<= BigInt(power);
  else left <<= BigInt(-power);
  return left < right ? -1 : left > right ? 1 : 0;
}

const view = new DataView(new ArrayBuffer(8));

/** double = mantissa × 2^power (IEEE 754) */
function binaryParts(double: number): { mantissa: bigint; power: number } {
  view.setFloat64(0, double);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: double < 0 ? -mantissa : mantissa, power: Math.max(exponent, 1) - 1075 };
}

function nextBelow(double: number): number {
  if (double === 0) return -Number.MIN_VALUE;
  view.setFloat64(0, double);
  view.setBigUint64(0, view.getBigUint64(0) + (double > 0 ? -1n : 1n));
  return view.getFloat64(0);
}
