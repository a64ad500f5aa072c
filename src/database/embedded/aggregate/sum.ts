import { Decimal128, Double, Int32 } from 'bson';
import { add, divide, integerOf, toDecimal } from '../values/arithmetic.ts';
import type { NumberValue, Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';

/** Adds numbers up: integers exactly, doubles with a compensation for lost digits, decimals as decimals. */
export class Sum {
  count = 0;
  #integers = 0n;
  #onlyInts = true;
  #double = 0;
  #lost = 0;
  #hasDouble = false;
  #decimal: Decimal128 | undefined;

  /** Adds a number; other values are left out. */
  add(value: Value | undefined): void {
    if (!isNumber(value)) return;
    this.count++;
    if (value instanceof Decimal128) this.#decimal = sumOfDecimals(this.#decimal, value);
    else if (value instanceof Double) this.#addDouble(value.value);
    else {
      this.#integers += typeof value === 'bigint' ? value : BigInt(value.value);
      this.#onlyInts &&= value instanceof Int32;
    }
  }

  /** The sum in the widest type added; integers too large for a long become a double. */
  total(): NumberValue {
    if (this.#decimal) return this.#decimalTotal(this.#decimal);
    if (this.#hasDouble) return new Double(this.#doubleTotal());
    return integerOf(this.#integers, this.#onlyInts) ?? new Double(Number(this.#integers));
  }

  /** The mean, a double or a decimal; null without numbers. */
  mean(): Value {
    if (this.count === 0) return null;
    return divide(this.#decimal ? this.total() : new Double(this.#doubleTotal()), new Int32(this.count));
  }

  #addDouble(value: number): void {
    this.#hasDouble = true;
    const sum = this.#double + value;
    // Neumaier's compensation; infinities have nothing to compensate.
    if (Number.isFinite(sum))
      this.#lost += Math.abs(this.#double) >= Math.abs(value) ? this.#double - sum + value : value - sum + this.#double;
    this.#double = sum;
  }

  #doubleTotal(): number {
    return Number.isFinite(this.#double) ? this.#double + (this.#lost + Number(this.#integers)) : this.#double;
  }

  #decimalTotal(decimals: Decimal128): NumberValue {
    let total: NumberValue | undefined = decimals;
    if (this.#integers !== 0n)
      total = add(total, toDecimal(integerOf(this.#integers, false) ?? new Double(Number(this.#integers))));
    if (this.#hasDouble) total = add(total ?? decimals, new Double(this.#double + this.#lost));
    return total ?? decimals;
  }
}

function sumOfDecimals(total: Decimal128 | undefined, value: Decimal128): Decimal128 {
  return total ? toDecimal(add(total, value) ?? value) : value;
}

/** The sum of the numbers among values. */
export function sum(values: Iterable<Value>): NumberValue {
  return added(values).total();
}

/** The mean of the numbers among values, null when there is none. */
export function average(values: Iterable<Value>): Value {
  return added(values).mean();
}

function added(values: Iterable<Value>): Sum {
  const sum = new Sum();
  for (const value of values) sum.add(value);
  return sum;
}
