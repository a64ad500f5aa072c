import type { NumberValue } from '../values/document.ts';
import type { KeyWriter } from './key-writer.ts';

/**
 * Numbers of all types in one order, equal when equal by value: the largest double that is not above the number,
 * then a mark: 0 when the number is that double, else 1 and the number's decimal digits, which order those between two doubles.
 */
export function writeNumber(writer: KeyWriter, number: NumberValue): void {
  if (typeof number === 'bigint') writeLong(writer, number);
  else writeDouble(writer, number.value);
}

const notANumber = Buffer.alloc(8);

function writeDouble(writer: KeyWriter, value: number): void {
  if (Number.isNaN(value)) writer.bytes(notANumber);
  else writer.double(value === 0 ? 0 : value);
  writer.byte(0);
}

function writeLong(writer: KeyWriter, long: bigint): void {
  const nearest = Number(long);
  if (BigInt(nearest) === long) {
    writeDouble(writer, nearest);
    return;
  }
  writer.double(long > nearest ? nearest : nextBelow(nearest));
  writer.byte(1);
  const start = writer.length;
  const digits = (long < 0n ? -long : long).toString();
  // Scientific notation: the power of ten of the first digit, made positive, then the digits without trailing zeros.
  writer.uint32(digits.length - 1 + 0x8000);
  writer.bytes(Buffer.from(digits.replace(/0+$/, ''), 'latin1'));
  writer.byte(0);
  if (long < 0n) writer.invertFrom(start);
}

const view = new DataView(new ArrayBuffer(8));

/** The double before one that is not zero. */
function nextBelow(double: number): number {
  view.setFloat64(0, double);
  view.setBigUint64(0, view.getBigUint64(0) + (double > 0 ? -1n : 1n));
  return view.getFloat64(0);
}
