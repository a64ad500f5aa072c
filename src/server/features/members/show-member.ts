import { extensionsOf } from '../../core/extensions/service.ts';
import { type MemberRow, memberModel } from '../../core/members/model.ts';
import { toRef } from '../../core/members/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as records from '../../core/records/service.ts';
import { lastSeenAt } from '../../core/sessions/activity.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { historyOf } from '../audit/history.ts';
import { countHoldings } from './leave.ts';
import { presentMembers } from './present-members.ts';
import type { MemberDetails, MemberHistory } from './schemas.ts';

/**
 * One member, with what they hold and what can be done to them.
 * @throws Problem `not_found`.
 */
export async function showMember(
  services: Services,
  { actor }: Authorized<'member.view'>,
  memberId: string,
): Promise<MemberDetails> {
  const organizationId = actor.organization.id;
  const row = await findRow(services, organizationId, memberId);
  const profile = await profiles.find(services, organizationId, row.profileId);
  const [[member], owned, holdings, seenAt, working] = await Promise.all([
    presentMembers(services, actor, [row]),
    records.recordCounts(services, organizationId, [memberId]),
    countHoldings(services, { organizationId, members: [toRef(row)] }),
    lastSeenAt(services, row.accountId),
    extensionsOf(services, organizationId, toRef(row), profile),
  ]);
  const counts = owned.get(memberId);
  if (!member || !counts) throw new TypeError('A member was found and not presented.');
  return {
    ...member,
    permissions: profile?.permissions ?? [],
    lastSeenAt: seenAt?.toISOString() ?? null,
    takesSeat: row.status === 'active',
    extensions: working,
    records: counts,
    holdings,
  };
}

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
  const { accountId } = await findRow(services, organizationId, memberId);
  const { items, ...rest } = await historyOf(services, { organizationId, accountId, targetId: memberId }, page);
  return { ...rest, items: items.map(({ address: _from, details: _more, hash: _link, ...entry }) => entry) };
}

async function findRow({ db }: Services, organizationId: string, memberId: string): Promise<MemberRow> {
  const row = await memberModel(db).findOne({ _id: memberId, organizationId }).lean<MemberRow>();
  if (!row) throw new Problem('not_found');
  return row;
}
