import type { Actor } from '../../platform/actor.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import { type ListOrder, listPage, type Page } from '../../platform/cursor.ts';
import { Problem } from '../../platform/problem.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import * as accounts from '../accounts/service.ts';
import * as directory from '../directory/service.ts';
import * as profiles from '../profiles/service.ts';
import * as roles from '../roles/service.ts';
import { type MemberRow, memberModel } from './model.ts';
import { updateMember } from './policy.ts';
import type { Member, MembersQuery } from './schemas.ts';

const orders: Record<MembersQuery['sort'], ListOrder> = {
  name: [
    ['nameKey', 1],
    ['_id', 1],
  ],
  '-name': [
    ['nameKey', -1],
    ['_id', -1],
  ],
  joined: [
    ['joinedAt', 1],
    ['_id', 1],
  ],
  '-joined': [
    ['joinedAt', -1],
    ['_id', -1],
  ],
};

/** MEM-9: the Users page's table. */
export async function listMembers(
  services: Services,
  { actor }: Authorized<'member.list'>,
  { status, search, profileId, roleId, sort, limit, cursor }: MembersQuery,
): Promise<Page<Member>> {
  const filter = {
    organizationId: actor.organization.id,
    ...(status && { status }),
    ...(profileId && { profileId }),
    ...(roleId && { roleId }),
    ...startsWords('words', search),
  };
  const page = await listPage(memberModel(services.db), { filter, order: orders[sort], limit, cursor }, (row) => row);
  return { ...page, items: await present(services, actor, actor.organization.id, page.items) };
}

/**
 * One member.
 * @throws Problem `not_found`.
 */
export async function showMember(
  services: Services,
  { actor }: Authorized<'member.view'>,
  memberId: string,
): Promise<Member> {
  const organizationId = actor.organization.id;
  const row = await memberModel(services.db).findOne({ _id: memberId, organizationId }).lean();
  const [member] = await present(services, actor, organizationId, row ? [row] : []);
  if (!member) throw new Problem('not_found');
  return member;
}

/** One query for each kind of thing that the rows point to, however many rows there are. */
async function present(services: Services, actor: Actor, organizationId: string, rows: MemberRow[]): Promise<Member[]> {
  const objectIds = rows.flatMap(({ objectId }) => objectId ?? []);
  const [byAccount, allProfiles, allRoles, people] = await Promise.all([
    accounts.findMany(
      services,
      rows.map(({ accountId }) => accountId.toHexString()),
    ),
    profiles.all(services, organizationId),
    roles.all(services, organizationId),
    directory.findPeople(services, organizationId, objectIds),
  ]);
  const profileNames = new Map(allProfiles.map(({ id, name }) => [id, name]));
  const roleNames = new Map(allRoles.map(({ id, name }) => [id, name]));
  const inDirectory = new Map(people.map((person) => [person.objectId, person]));
  const update = may(actor, updateMember);
  return rows.map((row) => {
    const profileId = row.profileId.toHexString();
    const roleId = row.roleId.toHexString();
    const accountId = row.accountId.toHexString();
    const account = byAccount.get(accountId);
    const person = row.objectId === null ? undefined : inDirectory.get(row.objectId);
    return {
      id: row._id.toHexString(),
      accountId,
      loginId: account?.loginId ?? '',
      fullName: account?.fullName ?? '',
      jobTitle: person?.jobTitle ?? null,
      department: person?.department ?? null,
      objectId: row.objectId,
      status: row.status,
      profile: { id: profileId, name: profileNames.get(profileId) ?? '' },
      role: { id: roleId, name: roleNames.get(roleId) ?? '' },
      joinedAt: row.joinedAt.toISOString(),
      abilities: { update },
    };
  });
}
