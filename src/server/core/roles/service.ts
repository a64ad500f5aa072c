import type { Actor, MemberActor } from '../../platform/actor.ts';
import { may } from '../../platform/authorize.ts';
import { newId } from '../../platform/ids.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { nameKeyOf, type RoleRow, roleModel } from './model.ts';
import { giveRole } from './policy.ts';
import { pathTo, roleOfNewcomers } from './rules.ts';
import type { Role } from './schemas.ts';

/** The current roles of an organization. */
export interface Hierarchy {
  /** The top first, then by name. */
  roles: Role[];
  newcomers: Role;
}

/**
 * The roles that every organization starts with (ROLE-1): the top, and below it the role of newcomers, who see only
 * their own records.
 * @returns the id of the top.
 */
export async function createFirst(tx: Tx, organizationId: string): Promise<string> {
  const [top, newcomers] = [newId(), newId()];
  const names = ['Management', 'Team'] as const;
  const [management, team] = names.map((name) => ({ organizationId, name, nameKey: nameKeyOf(name) }));
  await roleModel(tx.db).create(
    [
      { ...management, _id: top, parentId: null, newcomersId: newcomers },
      { ...team, _id: newcomers, parentId: top },
    ],
    { session: tx.transaction, ordered: true },
  );
  return top;
}

/** All roles, and the one of newcomers. @throws Problem `not_found` when the organization was closed. */
export async function hierarchy(services: Services, organizationId: string): Promise<Hierarchy> {
  return toHierarchy(await rowsOf(services, organizationId));
}

/** Of the rows of one organization. */
export function toHierarchy(found: RoleRow[]): Hierarchy {
  const rows = sorted(found);
  const roles = rows.map(present);
  const chosenId = rows.find(({ parentId }) => parentId === null)?.newcomersId ?? null;
  const newcomers = roleOfNewcomers(roles, chosenId);
  if (!newcomers) throw new Problem('not_found');
  return { roles, newcomers };
}

/**
 * The role that an actor wants to assign to a newcomer: the chosen one, or the role of newcomers (ROLE-1), which
 * everybody may assign.
 * @throws Problem `not_found` when it is not one of the organization's, `role_above_yours` (ROLE-2).
 */
export async function assertGrantableToNewcomer(
  services: Services,
  actor: MemberActor,
  roleId?: string,
): Promise<Role> {
  return newcomersRoleAmong(await hierarchy(services, actor.organization.id), actor, roleId);
}

/** The same of roles that have been read. */
export function newcomersRoleAmong(hierarchy: Hierarchy, actor: MemberActor, roleId?: string): Role {
  const { newcomers } = hierarchy;
  return roleId === undefined || roleId === newcomers.id ? newcomers : grantableAmong(hierarchy, actor, roleId);
}

/** Whether the actor may assign a role to a newcomer. A deleted role is allowed: the role of newcomers replaces it. */
export function mayGiveNewcomer(actor: Actor, { roles, newcomers }: Hierarchy, roleId: string): boolean {
  const isGone = roles.every(({ id }) => id !== roleId);
  return isGone || roleId === newcomers.id || may(actor, giveRole, { path: pathTo(roles, roleId) });
}

/**
 * The role that an actor wants to assign to a member.
 * @throws Problem `not_found` when it is not one of the organization's, `role_above_yours` (ROLE-2).
 */
export async function assertGrantable(services: Services, actor: MemberActor, roleId: string): Promise<Role> {
  return grantableAmong(await hierarchy(services, actor.organization.id), actor, roleId);
}

function grantableAmong({ roles }: Hierarchy, actor: MemberActor, roleId: string): Role {
  const role = roles.find(({ id }) => id === roleId);
  if (!role) throw new Problem('not_found');
  if (!may(actor, giveRole, { path: pathTo(roles, role.id) })) throw new Problem('role_above_yours');
  return role;
}

/** Holds a role that somebody is given against being deleted at the same moment. @throws Problem `not_found`. */
export async function hold({ db, transaction: session }: Tx, organizationId: string, roleId: string): Promise<void> {
  const held = { $inc: { revision: 1 } };
  const { matchedCount } = await roleModel(db).updateOne({ _id: roleId, organizationId }, held, { session });
  if (matchedCount === 0) throw new Problem('not_found');
}

/** Null when the organization has no such role. */
export async function find(services: Services, organizationId: string, roleId: string): Promise<Role | null> {
  const row = await roleModel(services.db)
    .findOne({ _id: roleId, organizationId })
    .session(services.transaction)
    .lean();
  return row && present(row);
}

/** All of an organization's roles: the top first, then by name. */
export async function all(services: Services, organizationId: string): Promise<Role[]> {
  return sorted(await rowsOf(services, organizationId)).map(present);
}

async function rowsOf(services: Services, organizationId: string): Promise<RoleRow[]> {
  return await roleModel(services.db).find({ organizationId }).session(services.transaction).lean();
}

function sorted(rows: RoleRow[]): RoleRow[] {
  const rank = ({ parentId }: RoleRow) => (parentId === null ? 0 : 1);
  return rows.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function present(row: RoleRow): Role {
  return { id: row._id, name: row.name, parentId: row.parentId ?? null };
}
