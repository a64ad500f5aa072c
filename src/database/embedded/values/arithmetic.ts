import { Double, Int32 } from 'bson';
import type { NumberValue } from './document.ts';
import { toDouble } from './kinds.ts';

/** Sum in the wider of the two types; int grows to long. Undefined when it does not fit a long. */
export function add(a: NumberValue, b: NumberValue): NumberValue | undefined {
  if (!isInteger(a) || !isInteger(b)) return new Double(toDouble(a) + toDouble(b));
  return integerOf(BigInt(a.valueOf()) + BigInt(b.valueOf()), a instanceof Int32 && b instanceof Int32);
}

/** Difference; as `add`. */
export function subtract(a: NumberValue, b: NumberValue): NumberValue | undefined {
  if (!isInteger(a) || !isInteger(b)) return new Double(toDouble(a) - toDouble(b));
  return integerOf(BigInt(a.valueOf()) - BigInt(b.valueOf()), a instanceof Int32 && b instanceof Int32);
}

/** An integer as int (when allowed and it fits), else long; undefined when it fits neither. */
export function integerOf(value: bigint, asInt: boolean): Int32 | bigint | undefined {
  if (asInt && BigInt.asIntN(32, value) === value) return new Int32(Number(value));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function isInteger(value: NumberValue): value is Int32 | bigint {
  return typeof value === 'bigint' || value instanceof Int32;
}
