import { useQuery } from '@tanstack/react-query';
import type { Subscription } from '../../../server/features/subscription/schemas.ts';
import { api } from '../../api.ts';
import { useAbilities } from '../../session/session-context.ts';

/** Seats bought, used and free; undefined until known, and for those who may not see them. */
export function useSubscription() {
  const { manageUsers, manageSubscription } = useAbilities();
  return useQuery({
    queryKey: ['/subscription'],
    queryFn: ({ signal }) => api('GET /subscription', { signal }),
    enabled: manageUsers || manageSubscription,
  });
}

/** INV-10: free seats if everyone invited joined, and `more` people with them. Negative when there are too few. */
export function seatsAfter({ seats, pendingInvitations }: Subscription, more: number): number {
  return seats.free - pendingInvitations - more;
}
