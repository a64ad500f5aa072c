import type { KeyRange, Table, WritableView } from './view.ts';

/** Removes all entries of a range. */
export function clearRange(view: WritableView, table: Table, range: KeyRange): void {
  for (;;) {
    const entries = view.range(table, range, 1000);
    for (const { key } of entries) view.remove(table, key);
    if (entries.length < 1000) return;
  }
}
