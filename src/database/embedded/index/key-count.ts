import type { KeyRange, View } from '../storage/view.ts';
import type { Bounds } from './bounds.ts';

/** Counts the keys to look at within bounds as far as somebody wants to know; what was counted is not counted again. */
export class KeyCount {
  readonly #view: View;
  readonly #ranges: readonly KeyRange[];
  /** ranges that are behind, and their keys */
  #at = 0;
  #keys = 0;

  constructor(view: View, { ranges, wholeKeys }: Bounds) {
    this.#view = view;
    this.#ranges = ranges;
    if (wholeKeys) this.#at = this.#keys = ranges.length;
  }

  /** How many keys there are; `most` where there are at least so many. */
  upTo(most: number): number {
    for (;;) {
      const range = this.#ranges[this.#at];
      if (!range || this.#keys >= most) return Math.min(this.#keys, most);
      const keys = this.#view.count('indexes', range, most - this.#keys);
      if (keys >= most - this.#keys) return most;
      this.#keys += keys;
      this.#at++;
    }
  }
}
