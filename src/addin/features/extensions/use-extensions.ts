import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ExtensionKey } from '../../../server/platform/extensions.ts';
import { api } from '../../api.ts';

/** What is bought, used and free of an extension. */
export function useExtension(key: ExtensionKey) {
  return useQuery({
    queryKey: ['/extensions'],
    queryFn: ({ signal }) => api('GET /extensions', { signal }),
    select: ({ items }) => items.find((extension) => extension.key === key),
  });
}

/** EXT-1: the current activations, to start an edit; always refetched, since other administrators edit them too. */
export function useBeginEdit(key: ExtensionKey) {
  return useMutation({ mutationFn: () => api('GET /extensions/{key}/activations', { params: { key } }) });
}

/** EXT-1: activates the extension for exactly the members picked. */
export function useSaveActivations(key: ExtensionKey) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ picks, revision }: { picks: Picks; revision: number }) =>
      api('PUT /extensions/{key}/members', { params: { key }, body: { ids: [...picks], revision } }),
    onSettled: () => {
      for (const path of [`/extensions/${key}/members`, '/extensions', '/subscription', '/members'] as const) {
        void queries.invalidateQueries({ queryKey: [path] });
      }
    },
  });
}

/** The members picked in an edit of activations, by id. */
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
