import { memberModel } from '../../core/members/model.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { historyOf } from '../audit/history.ts';
import type { MemberHistory } from './schemas.ts';

/**
 * What a member did and what was done to them, the latest first.
 * @throws Problem `not_found`, `invalid_cursor`.
 */
export async function showHistory(
  services: Services,
  { actor }: Authorized<'member.view'>,
  memberId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<MemberHistory> {
  const organizationId = actor.organization.id;
  const row = await memberModel(services.db).findOne({ _id: memberId, organizationId }).lean();
  if (!row) throw new Problem('not_found');
  const whose = { organizationId, accountId: row.accountId, targetId: memberId };
  const { items, ...rest } = await historyOf(services, whose, page);
  return { ...rest, items: items.map(({ address: _from, details: _more, hash: _link, ...entry }) => entry) };
}
