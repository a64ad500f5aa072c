import type { QueryClient } from '@tanstack/react-query';
import type { Site } from '../../../server/features/authorized-sites/schemas.ts';
import { usePaged } from '../../components/list/use-paged.ts';

const PATH = '/sites';

/** The partners' sites of the organization, by name. */
export function useSites() {
  return usePaged<Site>(PATH);
}

/** After a change. */
export function readSitesAgain(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: [PATH] });
}
