import { useQuery } from '@tanstack/react-query';
import type { Profile } from '../../../server/features/profiles/schemas.ts';
import type { Role } from '../../../server/features/roles/schemas.ts';
import { api } from '../../api.ts';
import type { PageOf } from '../../components/list/use-paged.ts';

export function useProfiles() {
  return useQuery({
    queryKey: ['/profiles'],
    queryFn: ({ signal }) => api.get<PageOf<Profile>>('/profiles', { signal }),
    select: (page) => page.items,
  });
}

export function useRoles() {
  return useQuery({
    queryKey: ['/roles'],
    queryFn: ({ signal }) => api.get<PageOf<Role>>('/roles', { signal }),
    select: (page) => page.items,
  });
}
