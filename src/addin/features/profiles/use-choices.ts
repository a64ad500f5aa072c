import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';

export function useProfiles() {
  return useQuery({
    queryKey: ['/profiles'],
    queryFn: ({ signal }) => api('GET /profiles', { signal }),
    select: (page) => page.items,
  });
}

export function useRoles() {
  return useQuery({
    queryKey: ['/roles'],
    queryFn: ({ signal }) => api('GET /roles', { signal }),
    select: (page) => page.items,
  });
}
