import type { Authorized } from '../../platform/authorize.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services, Tx } from '../../platform/services.ts';
import * as accounts from '../accounts/service.ts';
import { type MemberRow, memberModel } from './model.ts';
import { type NamedMember, withNames } from './service.ts';

/** A member as the owner of something. */
export interface OwnerRef {
  id: string;
  fullName: string;
  loginId: string;
  status: MemberRow['status'];
}

/**
 * The active ones among these members. A concurrent transaction that deactivates one of them conflicts with this one,
 * and the retried one sees the other's result (MEM-3).
 */
export async function holdActive(tx: Tx, organizationId: string, memberIds: readonly string[]): Promise<Set<string>> {
  const active = { _id: { $in: memberIds }, organizationId, status: 'active' } as const;
  await memberModel(tx.db).updateMany(active, { $inc: { revision: 1 } }, { session: tx.transaction });
  const rows = await memberModel(tx.db).find(active).select('_id').session(tx.transaction).lean();
  return new Set(rows.map(({ _id }) => _id));
}

/** Owners by member id, for lists; deleted members are missing. */
export async function findOwners(
  services: Services,
  organizationId: string,
  memberIds: readonly string[],
): Promise<Map<string, OwnerRef>> {
  const rows = await memberModel(services.db)
    .find({ _id: { $in: [...new Set(memberIds)] }, organizationId })
    .session(services.transaction)
    .lean();
  return new Map((await withNames(services, rows)).map((member) => [member.id, toOwner(member)]));
}

/** The member's label in the audit trail; empty when the member was deleted. */
export async function labelOf(services: Services, organizationId: string, memberId: string): Promise<string> {
  return (await findOwners(services, organizationId, [memberId])).get(memberId)?.loginId ?? '';
}

/** A member with names; null when there is no such member. */
export async function findPerson(
  services: Services,
  organizationId: string,
  memberId: string,
): Promise<NamedMember | null> {
  const row = await memberModel(services.db).findOne({ _id: memberId, organizationId }).lean();
  const [member] = row ? await withNames(services, [row]) : [];
  return member ?? null;
}

/** Full names by account id; accounts that are not members are missing. */
export async function namesOf(
  services: Services,
  organizationId: string,
  accountIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await memberModel(services.db)
    .find({ organizationId, accountId: { $in: [...new Set(accountIds)] } })
    .select('accountId')
    .lean();
  const known = await accounts.findMany(
    services,
    rows.map(({ accountId }) => accountId),
  );
  return new Map([...known].map(([id, { fullName }]) => [id, fullName]));
}

/** The members with one of these roles, active or not. */
export async function idsWithRoles(
  services: Services,
  organizationId: string,
  roleIds: readonly string[],
): Promise<string[]> {
  if (roleIds.length === 0) return [];
  const rows = await memberModel(services.db)
    .find({ organizationId, roleId: { $in: roleIds } })
    .select('_id')
    .session(services.transaction)
    .lean();
  return rows.map(({ _id }) => _id);
}

interface PeopleQuery {
  /** Only the member with this member id or account id. */
  id?: string | undefined;
  search?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** A page of active members by name, to choose an owner from. */
export async function listOwners(
  services: Services,
  { actor }: Authorized<'record.list-owners'>,
  query: PeopleQuery,
): Promise<Page<OwnerRef>> {
  const page = await listPeople(services, actor.organization.id, query, 'active');
  return { ...page, items: page.items.map(({ accountId: _, ...owner }) => owner) };
}

/** A page of members by name, of one status or of any, to choose one from. */
export async function listPeople(
  services: Services,
  organizationId: string,
  { id, search, limit, cursor }: PeopleQuery,
  status?: MemberRow['status'],
): Promise<Page<OwnerRef & { accountId: string }>> {
  const page = await listPage(
    memberModel(services.db),
    {
      filter: {
        organizationId,
        ...(status && { status }),
        ...(id && { $or: [{ _id: id }, { accountId: id }] }),
        ...startsWords('words', search),
      },
      order: [
        ['nameKey', 1],
        ['_id', 1],
      ],
      limit,
      cursor,
    },
    (row) => row,
  );
  const people = await withNames(services, page.items);
  return { ...page, items: people.map((person) => ({ ...toOwner(person), accountId: person.accountId })) };
}

function toOwner({ id, fullName, loginId, status }: NamedMember): OwnerRef {
  return { id, fullName, loginId, status };
}

/**
 * Makes concurrent transactions that delete this member, active or not, conflict with this one.
 * @returns false when there is no such member.
 */
export async function hold(tx: Tx, organizationId: string, memberId: string): Promise<boolean> {
  const { matchedCount } = await memberModel(tx.db).updateOne(
    { _id: memberId, organizationId },
    { $inc: { revision: 1 } },
    { session: tx.transaction },
  );
  return matchedCount === 1;
}
