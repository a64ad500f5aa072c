import type { Entry, KeyRange, Table, View } from '../storage/view.ts';

interface Change {
  key: Buffer;
  /** undefined: removed */
  value: Buffer | undefined;
}

/** Changes to one table, in key order, over what a snapshot has. */
class TableChanges {
  readonly #byKey = new Map<string, Change>();
  readonly #ordered: Change[] = [];

  find(key: Buffer): Change | undefined {
    return this.#byKey.get(key.toString('latin1'));
  }

  set(key: Buffer, value: Buffer | undefined): void {
    const known = this.find(key);
    if (known) {
      known.value = value;
      return;
    }
    const change = { key, value };
    this.#byKey.set(key.toString('latin1'), change);
    this.#ordered.splice(this.#firstFrom(key), 0, change);
  }

  within(range: KeyRange): Change[] {
    return this.#ordered.slice(this.#firstFrom(range.low), this.#firstFrom(range.high));
  }

  all(): readonly Change[] {
    return this.#ordered;
  }

  #firstFrom(key: Buffer): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ordered[middle]?.key.compare(key) ?? 0) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A snapshot with changes over it that nobody else sees. */
export class Overlay implements View {
  readonly #base: View;
  readonly #changes: Record<Table, TableChanges> = {
    documents: new TableChanges(),
    indexes: new TableChanges(),
    system: new TableChanges(),
  };
  /** keys and values of all changes, in bytes */
  bytes = 0;

  constructor(base: View) {
    this.#base = base;
  }

  get(table: Table, key: Buffer): Buffer | undefined {
    const change = this.#changes[table].find(key);
    return change ? change.value : this.#base.get(table, key);
  }

  range(table: Table, range: KeyRange, limit: number, backwards = false): Entry[] {
    const changes = this.#changes[table].within(range);
    if (changes.length === 0) return this.#base.range(table, range, limit, backwards);
    if (backwards) changes.reverse();
    // Each change can hide one entry of the base, so that this many more are enough.
    return merge(this.#base.range(table, range, limit + changes.length, backwards), changes, limit, backwards ? -1 : 1);
  }

  count(table: Table, range: KeyRange, most = Infinity): number {
    const changes = this.#changes[table].within(range);
    // Each change can hide one entry of the base, so that this many more are enough.
    let count = this.#base.count(table, range, most + changes.length);
    for (const change of changes) {
      const before = this.#base.get(table, change.key) !== undefined;
      count += (change.value === undefined ? 0 : 1) - (before ? 1 : 0);
    }
    return Math.min(count, most);
  }

  set(table: Table, key: Buffer, value: Buffer | undefined): void {
    this.bytes += key.length + (value?.length ?? 0);
    this.#changes[table].set(key, value);
  }

  /** All changes, in key order within a table. */
  *changes(): Generator<Change & { table: Table }> {
    for (const table of ['documents', 'indexes', 'system'] as const) {
      for (const change of this.#changes[table].all()) yield { table, ...change };
    }
  }
}

function merge(base: Entry[], changes: Change[], limit: number, direction: 1 | -1): Entry[] {
  const merged: Entry[] = [];
  let next = 0;
  const take = (change: Change) => {
    if (change.value !== undefined) merged.push({ key: change.key, value: change.value });
  };
  for (const entry of base) {
    let hidden = false;
    for (let change = changes[next]; change && !hidden; change = changes[next]) {
      const order = change.key.compare(entry.key) * direction;
      if (order > 0) break;
      take(change);
      next++;
      hidden = order === 0;
    }
    if (!hidden) merged.push(entry);
    if (merged.length >= limit) return merged.slice(0, limit);
  }
  for (const change of changes.slice(next)) take(change);
  return merged.slice(0, limit);
}
