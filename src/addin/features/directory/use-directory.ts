import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SyncBody } from '../../../server/features/directory/schemas.ts';
import { api } from '../../api.ts';
import { usePaged } from '../../components/list/use-paged.ts';

/** Until the mirror of the directory is complete, how often it is looked at again, in milliseconds. */
const SYNC_CHECK = 2000;

/** The people of the tenant that match, and how complete the mirror of the directory is. */
export function useDirectory(search: string) {
  return usePaged(
    'GET /directory/users',
    { query: { search } },
    { refetchInterval: (newest) => (newest && newest.sync.status !== 'done' ? SYNC_CHECK : false) },
  );
}

/** Reads the directory from Microsoft 365 again. */
export function useSyncDirectory(body: SyncBody = {}) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api('POST /directory/sync', { body }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['/directory/users'] }),
  });
}
