import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Export } from '../../../server/features/exports/schemas.ts';
import { api } from '../../api.ts';

/** Whose data. */
export type ExportOf = 'organization' | 'account';

const EVERY = 1000;

export const isBeingMade = ({ status }: Export): boolean => status === 'waiting' || status === 'running';

/** The latest export as long as its file is kept, looked at again and again while it is being made. */
export function useExport(of: ExportOf) {
  const path = `/${of}/export` as const;
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api(`GET ${path}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.latest && isBeingMade(state.data.latest) ? EVERY : false),
  });
  const start = useMutation({
    mutationFn: () => api(`POST ${path}`),
    onSuccess: (latest) => queries.setQueryData([path], { latest }),
  });
  return { ...query, start };
}
