import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { InviteResponse } from '../../../server/features/invitations/schemas.ts';
import { api } from '../../api.ts';
import type { Place } from '../profiles/profile-role-fields.tsx';

/** INV-1, INV-2: people of the tenant by object ID, or anybody by e-mail address. */
export type Invite = Place & ({ objectIds: string[] } | { people: { loginId: string; fullName: string }[] });

export function useInvite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (invite: Invite) => api.post<InviteResponse>('/invitations', invite),
    onSuccess: () => queries.invalidateQueries(),
  });
}
