import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ExtensionKey } from '../../../server/platform/extensions.ts';
import { api } from '../../api.ts';
import type { Picks } from './picks.ts';

/** What is bought, used and free of an extension. */
export function useExtension(key: ExtensionKey) {
  return useQuery({
    queryKey: ['/extensions'],
    queryFn: ({ signal }) => api('GET /extensions', { signal }),
    select: ({ items }) => items.find((extension) => extension.key === key),
  });
}

/** EXT-1: reads everybody activated, to begin an edit with; always anew, for others work here too. */
export function useBeginEdit(key: ExtensionKey) {
  return useMutation({ mutationFn: () => api('GET /extensions/{key}/activations', { params: { key } }) });
}

/** EXT-1: activates the extension for whoever is picked and nobody else. */
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
