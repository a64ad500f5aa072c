import type { QueryClient } from '@tanstack/react-query';
import { usePaged } from '../../components/list/use-paged.ts';

/** The partners' sites of the organization, by name. */
export function useSites() {
  return usePaged('GET /sites', {});
}

/** After a change. */
export function readSitesAgain(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ['/sites'] });
}
