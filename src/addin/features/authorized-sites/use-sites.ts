import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { Site } from '../../../server/features/authorized-sites/schemas.ts';
import { api } from '../../api.ts';
import type { PageOf } from '../../components/list/use-paged.ts';

const PATH = '/sites';

/** The partners' sites of the organization: a handful, all at once. */
export function useSites() {
  return useQuery({ queryKey: [PATH], queryFn: ({ signal }) => api.get<PageOf<Site>>(PATH, { signal }) });
}

/** After a change. */
export function readSitesAgain(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: [PATH] });
}
