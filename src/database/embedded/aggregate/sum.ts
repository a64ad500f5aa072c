import { Double, Int32 } from 'bson';
import { integerOf } from '../values/arithmetic.ts';
import type { NumberValue, Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';

/** Adds numbers up: integers exactly, doubles with a compensation for lost digits. */
export class Sum {
  #integers = 0n;
  #onlyInts = true;
  #double = 0;
  #lost = 0;
  #hasDouble = false;

  /** Adds a number; other values are left out. */
  add(value: Value | undefined): void {
    if (!isNumber(value)) return;
    if (value instanceof Double) this.#addDouble(value.value);
    else {
      this.#integers += BigInt(value.valueOf());
      this.#onlyInts &&= value instanceof Int32;
    }
  }

  /** The sum in the widest type added; integers too large for a long become a double. */
  total(): NumberValue {
    if (!this.#hasDouble) return integerOf(this.#integers, this.#onlyInts) ?? new Double(Number(this.#integers));
    if (!Number.isFinite(this.#double)) return new Double(this.#double);
    return new Double(this.#double + (this.#lost + Number(this.#integers)));
  }

  #addDouble(value: number): void {
    this.#hasDouble = true;
    const sum = this.#double + value;
    // Neumaier's compensation; infinities have nothing to compensate.
    if (Number.isFinite(sum))
      this.#lost += Math.abs(this.#double) >= Math.abs(value) ? this.#double - sum + value : value - sum + this.#double;
    this.#double = sum;
  }
}
