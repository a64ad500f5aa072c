import type { Collation } from './collation.ts';
import { compare } from './compare.ts';
import type { Value } from './document.ts';
import { identityKey } from './identity.ts';

type Key = Value | undefined;

/** A map whose keys are the same when MongoDB calls them equal; it keeps the order of insertion. */
export class ValueMap<T> {
  readonly #collation: Collation | undefined;
  readonly #byIdentity = new Map<string, { key: Key; value: T }>();
  /** With a collation there is no text that equal keys share, so that they are found by binary search. */
  readonly #sorted: { key: Key; identity: string }[] = [];

  constructor(collation?: Collation) {
    this.#collation = collation;
  }

  get size(): number {
    return this.#byIdentity.size;
  }

  get(key: Key): T | undefined {
    return this.#byIdentity.get(this.#identityOf(key, false))?.value;
  }

  has(key: Key): boolean {
    return this.#byIdentity.has(this.#identityOf(key, false));
  }

  /** Sets the value of a key; an equal key that is there already stays the one that is kept. */
  set(key: Key, value: T): void {
    const identity = this.#identityOf(key, true);
    const entry = this.#byIdentity.get(identity);
    if (entry) entry.value = value;
    else this.#byIdentity.set(identity, { key, value });
  }

  delete(key: Key): boolean {
    return this.#byIdentity.delete(this.#identityOf(key, false));
  }

  *keys(): IterableIterator<Key> {
    for (const { key } of this.#byIdentity.values()) yield key;
  }

  *entries(): IterableIterator<[Key, T]> {
    for (const { key, value } of this.#byIdentity.values()) yield [key, value];
  }

  #identityOf(key: Key, insert: boolean): string {
    if (!this.#collation) return identityKey(key);
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#sorted[middle];
      const order = compare(entry?.key, key, this.#collation);
      if (order === 0) return entry?.identity ?? '';
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    const identity = identityKey(key);
    if (insert) this.#sorted.splice(low, 0, { key, identity });
    return identity;
  }
}

/** The members of a list without those equal to an earlier one. */
export function unique(values: Iterable<Value>, collation?: Collation): Value[] {
  const seen = new ValueMap<true>(collation);
  const kept: Value[] = [];
  for (const value of values) {
    if (seen.has(value)) continue;
    seen.set(value, true);
    kept.push(value);
  }
  return kept;
}
