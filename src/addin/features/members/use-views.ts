import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
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

/** Which view is open; it is in the address, so that a link leads to it. */
export function useView(fallback: View): [View, (view: View) => void] {
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((name) => name === parameters.get('view')) ?? fallback;
  return [view, (next) => setParameters({ view: next }, { replace: true })];
}
