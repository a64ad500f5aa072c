/** Whom an extension is to be activated for, while somebody edits it. */
export type Picks = ReadonlySet<string>;

/** One more, as long as there is a licence left; or one less. */
export function togglePick(picks: Picks, id: string, bought: number): Picks {
  const next = new Set(picks);
  if (!next.delete(id) && next.size < bought) next.add(id);
  return next;
}

/** All of these, in their order as far as licences are left; when all of them are picked already, none. */
export function togglePicks(picks: Picks, ids: readonly string[], bought: number): Picks {
  const next = new Set(picks);
  if (ids.every((id) => picks.has(id))) for (const id of ids) next.delete(id);
  else for (const id of ids) if (next.size < bought) next.add(id);
  return next;
}
