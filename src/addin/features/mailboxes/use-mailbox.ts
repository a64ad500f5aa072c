import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Provider, SaveMailbox } from '../../../server/features/mailboxes/schemas.ts';
import { api, isProblem } from '../../api.ts';
import { useDebounced } from '../../components/use-debounced.ts';

const PATH = '/mail/mailbox';

/** The reader's own mailbox, as it is set up. */
export function useMailbox() {
  return useQuery({ queryKey: [PATH], queryFn: ({ signal }) => api('GET /mail/mailbox', { signal }) });
}

/** The server tries the connection first, which may take a while. */
export function useSaveMailbox() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: SaveMailbox) => api('PUT /mail/mailbox', { body }),
    onSuccess: (mailbox) => queries.setQueryData([PATH], mailbox),
    // An administrator locked it meanwhile.
    onError: (error) => isProblem(error, 'mailbox_locked') && queries.invalidateQueries({ queryKey: [PATH] }),
  });
}

/** The servers that are known for an address, while it is typed. */
export function useProviders(address: string): readonly Provider[] | undefined {
  const typed = useDebounced(address.trim());
  const { data } = useQuery({
    queryKey: ['/mail/providers', typed],
    queryFn: ({ signal }) => api('GET /mail/providers', { query: { address: typed }, signal }),
    enabled: /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(typed),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.items;
}
