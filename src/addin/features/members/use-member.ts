import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MemberDetails } from '../../../server/features/members/schemas.ts';
import { api } from '../../api.ts';
import type { Place } from '../profiles/profile-role-fields.tsx';

export function useMember(id: string) {
  return useQuery({
    queryKey: ['/members', id],
    queryFn: ({ signal }) => api.get<MemberDetails>(`/members/${id}`, { signal }),
  });
}

export function useUpdateMember(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (place: Place) => api.patch<MemberDetails>(`/members/${id}`, place),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/members'] }),
  });
}
