import { useState } from 'react';
import type { Member, MemberFilter } from '../../../server/features/members/schemas.ts';

/** The target of a bulk action: members by id, or all who match the list. */
export type Selected = { ids: string[] } | { matching: MemberFilter };

interface State {
  /** Of which list: another filter begins with nobody. */
  of: string;
  ids: ReadonlySet<string>;
  isEverybody: boolean;
  /** Where a range begins that is picked with the shift key. */
  anchor: number | null;
}

export interface Selection {
  /** How many are picked. */
  count: number;
  isEverybody: boolean;
  has(member: Member): boolean;
  /** @param range from the one that was picked last up to this one. */
  toggle(index: number, range: boolean): void;
  toggleLoaded(): void;
  pickEverybody(): void;
  clear(): void;
  selected: Selected;
}

/** MEM-5: who is picked in a list of which only a part has been read. */
export function useSelection(rows: readonly Member[], total: number, matching: MemberFilter): Selection {
  const of = JSON.stringify(matching);
  const nobody: State = { of, ids: new Set(), isEverybody: false, anchor: null };
  const [kept, setState] = useState(nobody);
  const state = kept.of === of ? kept : nobody;
  const pick = (ids: Iterable<string>, anchor: number | null) =>
    setState({ of, ids: new Set(ids), isEverybody: false, anchor });
  return {
    count: state.isEverybody ? total : state.ids.size,
    isEverybody: state.isEverybody,
    has: ({ id }) => state.isEverybody || state.ids.has(id),
    toggle(index, range) {
      const id = rows[index]?.id;
      if (id === undefined) return;
      const ids = new Set(state.isEverybody ? rows.map((row) => row.id) : state.ids);
      const isPicked = ids.has(id);
      const [first, last] = range && state.anchor !== null ? inOrder(state.anchor, index) : [index, index];
      for (const row of rows.slice(first, last + 1)) {
        if (isPicked) ids.delete(row.id);
        else ids.add(row.id);
      }
      pick(ids, index);
    },
    toggleLoaded() {
      const isAll = state.isEverybody || rows.every(({ id }) => state.ids.has(id));
      pick(isAll ? [] : rows.map(({ id }) => id), null);
    },
    pickEverybody: () => setState({ ...nobody, isEverybody: true }),
    clear: () => setState(nobody),
    selected: state.isEverybody ? { matching } : { ids: [...state.ids] },
  };
}

function inOrder(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a];
}
