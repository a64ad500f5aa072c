import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** MEM-9: the views of the Users page, in the order of their tabs. */
export const VIEWS = ['all', 'active', 'inactive', 'invited', 'requests'] as const;

export type View = (typeof VIEWS)[number];

export function useCounts() {
  return useQuery({
    queryKey: ['/members/counts'],
    queryFn: ({ signal }) => api('GET /members/counts', { signal }),
  });
}
