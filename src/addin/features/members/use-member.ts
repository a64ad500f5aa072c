import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Member } from '../../../server/features/members/schemas.ts';
import { api } from '../../api.ts';
import type { Place } from '../profiles/profile-role-fields.tsx';

export function useMember(id: string) {
  return useQuery({
    queryKey: ['/members', id],
    queryFn: ({ signal }) => api.get<Member>(`/members/${id}`, { signal }),
  });
}

export function useUpdateMember(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (place: Place) => api.patch<Member>(`/members/${id}`, place),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/members'] }),
  });
}
