import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Targets } from '../../../server/core/records/schemas.ts';
import type { MemberAction } from '../../../server/features/members/schemas.ts';
import { api } from '../../api.ts';
import type { Place } from '../profiles/profile-role-fields.tsx';
import type { Selected } from './use-selection.ts';

/** What can be done to many at once. */
export type BulkAction = Extract<MemberAction, 'deactivate' | 'reactivate' | 'delete'>;

/** What it would mean to do something to these members; asked anew each time, for others work here too. */
export function useConsequences(selected: Selected) {
  return useQuery({
    queryKey: ['/members/consequences', selected],
    queryFn: ({ signal }) => api('POST /members/consequences', { body: selected, signal }),
    staleTime: 0,
    gcTime: 0,
  });
}

/** Does it: to all of them or to nobody, unless some are known to be left out. */
export function useChangeMembers(action: BulkAction) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ selected, transfer, atomic }: { selected: Selected; transfer: Targets | null; atomic: boolean }) =>
      api(`POST /members/${action}`, { body: { ...selected, atomic, ...(transfer && { transfer }) } }),
    // Nobody waits for what is read anew: the page of a member who was deleted must be left before it is.
    onSuccess: () => {
      for (const key of [
        '/members',
        '/members/counts',
        '/subscription',
        '/records/transfers',
        '/records/counts',
      ] as const) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
    },
  });
}

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

/** Ends the member's sessions. */
export function useSignOutMember(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api('DELETE /members/{id}/sessions', { params: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['/members', id] }),
  });
}

/** MEM-9: the views of the Users page, in the order of their tabs. */
export const VIEWS = ['all', 'active', 'inactive', 'invited', 'requests'] as const;

export type View = (typeof VIEWS)[number];

export function useCounts() {
  return useQuery({
    queryKey: ['/members/counts'],
    queryFn: ({ signal }) => api('GET /members/counts', { signal }),
  });
}
