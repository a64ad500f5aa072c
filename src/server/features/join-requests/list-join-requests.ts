import { joinRequestModel } from '../../core/join-requests/model.ts';
import type { JoinRequestStatus } from '../../core/join-requests/rules.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { present } from './present.ts';
import type { JoinRequest } from './schemas.ts';

/**
 * The organization's requests; those that wait with the oldest first, others with the latest first.
 * @throws Problem `invalid_cursor`.
 */
export async function listJoinRequests(
  services: Services,
  { actor }: Authorized<'join-request.list'>,
  query: {
    status?: JoinRequestStatus | undefined;
    search?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Page<JoinRequest>> {
  const { status, search, limit, cursor } = query;
  const direction = status === 'pending' ? 1 : -1;
  const order = [
    ['createdAt', direction],
    ['_id', direction],
  ] as const;
  const filter = { organizationId: actor.organization.id, ...(status && { status }), ...startsWords('words', search) };
  return await listPage(joinRequestModel(services.db), { filter, order, limit, cursor }, (row) => present(actor, row));
}
