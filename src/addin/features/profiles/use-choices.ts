import { useQuery } from '@tanstack/react-query';
import type { ManagedProfile } from '../../../server/features/profiles/schemas.ts';
import type { ManagedRole } from '../../../server/features/roles/schemas.ts';
import { api } from '../../api.ts';
import type { PageOf } from '../../components/list/use-paged.ts';

export function useProfiles() {
  return useQuery({
    queryKey: ['/profiles'],
    queryFn: ({ signal }) => api.get<PageOf<ManagedProfile>>('/profiles', { signal }),
    select: (page) => page.items,
  });
}

export function useRoles() {
  return useQuery({
    queryKey: ['/roles'],
    queryFn: ({ signal }) => api.get<PageOf<ManagedRole>>('/roles', { signal }),
    select: (page) => page.items,
  });
}
