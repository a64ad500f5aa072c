import type { SortOrder } from 'mongoose';
import { type MemberRow, memberModel } from '../../core/members/model.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { MEMBER_ORDERS, matching } from './list-members.ts';
import { type ConsequencesBody, SELECTION_LIMIT } from './schemas.ts';

/**
 * The members that a call means, each once: in the order of its ids, or by name.
 * @throws Problem `not_found` when one of the ids is nobody's in the organization, `validation_failed` for more than
 *   `SELECTION_LIMIT` members.
 */
export async function selectMembers(
  services: Services,
  organizationId: string,
  selection: ConsequencesBody,
): Promise<MemberRow[]> {
  return selection.ids
    ? await byIds(services, organizationId, [...new Set(selection.ids)])
    : await byFilter(services, organizationId, selection.matching ?? {});
}

async function byIds(services: Services, organizationId: string, ids: readonly string[]): Promise<MemberRow[]> {
  const rows = await memberModel(services.db)
    .find({ _id: { $in: ids }, organizationId })
    .session(services.session)
    .lean();
  const byId = new Map(rows.map((row) => [row._id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (!row) throw new Problem('not_found');
    return row;
  });
}

async function byFilter(
  services: Services,
  organizationId: string,
  filter: NonNullable<ConsequencesBody['matching']>,
): Promise<MemberRow[]> {
  const rows = await memberModel(services.db)
    .find(matching(organizationId, filter))
    .sort(Object.fromEntries(MEMBER_ORDERS.name) as Record<string, SortOrder>)
    .limit(SELECTION_LIMIT + 1)
    .session(services.session)
    .lean();
  if (rows.length <= SELECTION_LIMIT) return rows;
  throw new Problem('validation_failed', { errors: [{ field: 'matching', code: 'too_many_members', message: '' }] });
}
