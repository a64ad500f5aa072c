import * as audit from '../../core/audit/service.ts';
import { moveInvitations } from '../../core/invitations/move-invitations.ts';
import { moveMembers } from '../../core/members/assignments.ts';
import { rolesOfOutranking } from '../../core/members/outranked.ts';
import { nameKeyOf, roleModel } from '../../core/roles/model.ts';
import { moveRefusal } from '../../core/roles/rules.ts';
import type { Role } from '../../core/roles/schemas.ts';
import * as roles from '../../core/roles/service.ts';
import { holdSeats } from '../../core/seats/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { AuditAction } from '../../platform/audit-actions.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type { CreateRoleBody, UpdateRoleBody } from './schemas.ts';

/** The limit for an organization; nobody keeps an overview of more. */
const MOST_ROLES = 500;

/** @throws Problem `not_found`, `name_taken`, `role_depth`, `role_limit`. */
export async function createRole(
  services: Services,
  { actor }: Authorized<'role.manage'>,
  { name, parentId }: CreateRoleBody,
): Promise<string> {
  return await changeHierarchy(services, actor, async (tx, { roles: all }) => {
    if (!all.some(({ id }) => id === parentId)) throw new Problem('not_found');
    if (all.length >= MOST_ROLES) throw new Problem('role_limit');
    refuse(moveRefusal(all, null, parentId));
    const organizationId = actor.organization.id;
    const [row] = await roleModel(tx.db).create([{ organizationId, name, nameKey: nameKeyOf(name), parentId }], {
      session: tx.transaction,
    });
    if (!row) throw new TypeError('A role was written and did not come back.');
    await note(tx, actor, 'role.create', { id: row.id, name }, { parentId });
    return row.id as string;
  });
}

/**
 * Renames a role, or moves it with all roles below it. Who sees whose records changes immediately (REC-2).
 * @throws Problem `not_found`, `built_in` for the top, `name_taken`, `role_cycle`, `role_depth`.
 */
export async function updateRole(
  services: Services,
  { actor }: Authorized<'role.manage'>,
  roleId: string,
  { name, parentId }: UpdateRoleBody,
): Promise<void> {
  await changeHierarchy(services, actor, async (tx, { roles: all }) => {
    const before = below(all, roleId);
    if (parentId !== undefined) {
      if (!all.some(({ id }) => id === parentId)) throw new Problem('not_found');
      refuse(moveRefusal(all, roleId, parentId));
    }
    const set = { ...(name !== undefined && { name, nameKey: nameKeyOf(name) }), ...(parentId && { parentId }) };
    await roleModel(tx.db).updateOne(
      { _id: roleId, organizationId: actor.organization.id },
      { $set: set },
      { session: tx.transaction },
    );
    const details = { before: { name: before.name, parentId: before.parentId }, after: { name, parentId } };
    await note(tx, actor, 'role.update', before, details);
  });
}

/**
 * Deletes a role. The roles below it move to its parent; its members and open invitations get the role `moveTo`. For
 * the role of newcomers `moveTo` is required and becomes the new one, so that newcomers never get a higher role by
 * accident (ROLE-1).
 * @throws Problem `not_found`, `built_in` for the top, `in_use` when `moveTo` is missing and members, invitations or
 *   newcomers have the role, `outranked` when a member who has it may do more than the actor (MEM-13), `name_taken`
 *   when the parent already has a role of that name below it.
 */
export async function deleteRole(
  services: Services,
  { actor }: Authorized<'role.manage'>,
  roleId: string,
  moveTo: string | undefined,
): Promise<void> {
  const organizationId = actor.organization.id;
  await changeHierarchy(services, actor, async (tx, { roles: all, newcomers }) => {
    const role = below(all, roleId);
    if (moveTo === roleId) throw new Problem('in_use');
    if (moveTo && !all.some(({ id }) => id === moveTo)) throw new Problem('not_found');
    if ((await rolesOfOutranking(tx, actor)).has(roleId)) throw new Problem('outranked');
    if (newcomers.id === roleId) {
      if (!moveTo) throw new Problem('in_use');
      await writeNewcomers(tx, organizationId, moveTo);
    }
    await holdSeats(tx, organizationId);
    const move = { organizationId, field: 'roleId', from: roleId, to: moveTo ?? null } as const;
    const moved = { members: await moveMembers(tx, move), invitations: await moveInvitations(tx, move) };
    await roleModel(tx.db).deleteOne({ _id: roleId, organizationId }, { session: tx.transaction });
    await roleModel(tx.db).updateMany(
      { organizationId, parentId: roleId },
      { $set: { parentId: role.parentId } },
      { session: tx.transaction },
    );
    await note(tx, actor, 'role.delete', role, { ...moved, moveTo: moveTo ?? null });
  });
}

/**
 * ROLE-1: sets the role that newcomers get by default.
 * @throws Problem `not_found`, `role_above_yours` (ROLE-2).
 */
export async function setNewcomers(
  services: Services,
  { actor }: Authorized<'role.set-newcomers'>,
  roleId: string,
): Promise<void> {
  await changeHierarchy(services, actor, async (tx, { newcomers }) => {
    const role = await roles.assertGrantable(tx, actor, roleId);
    if (role.id === newcomers.id) return;
    await writeNewcomers(tx, actor.organization.id, role.id);
    await note(tx, actor, 'role.set-newcomers', role, { before: newcomers.id });
  });
}

async function writeNewcomers(tx: Tx, organizationId: string, roleId: string): Promise<void> {
  await roleModel(tx.db).updateOne(
    { organizationId, parentId: null },
    { $set: { newcomersId: roleId } },
    { session: tx.transaction },
  );
}

/** Makes concurrent changes of the hierarchy conflict: two moves, each valid alone, could otherwise create a circle. */
async function changeHierarchy<Result>(
  services: Services,
  { organization }: MemberActor,
  change: (tx: Tx, hierarchy: roles.Hierarchy) => Promise<Result>,
): Promise<Result> {
  const work = withTransaction(services, async (tx) => {
    await roleModel(tx.db).updateOne(
      { organizationId: organization.id, parentId: null },
      { $inc: { revision: 1 } },
      { session: tx.transaction },
    );
    return await change(tx, await roles.hierarchy(tx, organization.id));
  });
  return await work.catch((error: unknown) => {
    throw duplicateKey(error)?.includes('nameKey') ? new Problem('name_taken') : error;
  });
}

/** A role below the top. @throws Problem `not_found`, `built_in`. */
function below(all: readonly Role[], roleId: string): Role {
  const role = all.find(({ id }) => id === roleId);
  if (!role) throw new Problem('not_found');
  if (role.parentId === null) throw new Problem('built_in');
  return role;
}

function refuse(refusal: ReturnType<typeof moveRefusal>): void {
  if (refusal) throw new Problem(refusal);
}

async function note(
  tx: Tx,
  actor: MemberActor,
  action: AuditAction,
  { id, name }: Pick<Role, 'id' | 'name'>,
  details: Record<string, unknown>,
): Promise<void> {
  const target = { kind: 'role', id, label: name };
  await audit.record(tx, { actor, organizationId: actor.organization.id, action, target, details });
}
