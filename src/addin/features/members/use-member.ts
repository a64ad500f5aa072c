import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import type { Place } from '../profiles/profile-role-fields.tsx';

export function useMember(id: string) {
  return useQuery({
    queryKey: ['/members', id],
    queryFn: ({ signal }) => api('GET /members/{id}', { params: { id }, signal }),
  });
}

export function useUpdateMember(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (place: Place) => api('PATCH /members/{id}', { params: { id }, body: place }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/members'] }),
  });
}
