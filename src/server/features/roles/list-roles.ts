import { type Authorized, may } from '../../platform/authorize.ts';
import type { Page } from '../../platform/cursor.ts';
import type { Services } from '../../platform/services.ts';
import { countByPlace } from '../members/places.ts';
import { manageRoles } from './policy.ts';
import type { ManagedRole } from './schemas.ts';
import * as roles from './service.ts';

/** All roles by name, each with how many have it: there are a few hundred at most. */
export async function listRoles(services: Services, { actor }: Authorized<'role.list'>): Promise<Page<ManagedRole>> {
  const [all, members] = await Promise.all([
    roles.all(services, actor.organization.id),
    countByPlace(services, actor.organization.id, 'roleId'),
  ]);
  const manages = may(actor, manageRoles);
  const items = all.map((role) => {
    const isRoot = role.parentId === null;
    const abilities = { rename: manages && !isRoot, move: manages && !isRoot, delete: manages && !isRoot };
    return { ...role, members: members.get(role.id) ?? 0, abilities };
  });
  return { items, nextCursor: null, total: items.length };
}
