import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, type CallOptions } from '../../api.ts';

/** INV-1, INV-2: people of the tenant by object ID, or anybody by e-mail address. */
export type Invite = CallOptions<'POST /invitations'>['body'];

export function useInvite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (invite: Invite) => api('POST /invitations', { body: invite }),
    onSuccess: () => queries.invalidateQueries(),
  });
}
