import { countByAssignment } from '../../core/members/assignments.ts';
import { rolesOfOutranking } from '../../core/members/outranked.ts';
import { giveRole } from '../../core/roles/policy.ts';
import { pathTo } from '../../core/roles/rules.ts';
import * as roles from '../../core/roles/service.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import type { Page } from '../../platform/cursor.ts';
import type { Services } from '../../platform/services.ts';
import { manageRoles } from './policy.ts';
import type { ManagedRole, Newcomers } from './schemas.ts';

/** All roles with their number of members, the top first, then by name. Not paged: there are at most a few hundred. */
export async function listRoles(services: Services, { actor }: Authorized<'role.list'>): Promise<Page<ManagedRole>> {
  const [{ roles: all, newcomers }, members, outranking] = await Promise.all([
    roles.hierarchy(services, actor.organization.id),
    countByAssignment(services, actor.organization.id, 'roleId'),
    rolesOfOutranking(services, actor),
  ]);
  const manages = may(actor, manageRoles);
  const items = all.map((role) => {
    const isRoot = role.parentId === null;
    return {
      ...role,
      members: members.get(role.id) ?? 0,
      forNewcomers: role.id === newcomers.id,
      abilities: {
        give: may(actor, giveRole, { path: pathTo(all, role.id) }),
        rename: manages && !isRoot,
        move: manages && !isRoot,
        delete: manages && !isRoot && !outranking.has(role.id),
      },
    };
  });
  return { items, nextCursor: null, total: items.length };
}

/** ROLE-1: the role of newcomers, and the roles that the actor can choose instead. */
export async function showNewcomers(
  services: Services,
  { actor }: Authorized<'role.set-newcomers'>,
): Promise<Newcomers> {
  const { roles: all, newcomers } = await roles.hierarchy(services, actor.organization.id);
  const choices = all.filter(({ id }) => may(actor, giveRole, { path: pathTo(all, id) }));
  return {
    id: newcomers.id,
    name: newcomers.name,
    choices: choices.map(({ id, name }) => ({ id, name })),
  };
}
