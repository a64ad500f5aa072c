import type { QueryFilter } from 'mongoose';
import type { MemberActor } from '../../platform/actor.ts';
import { may } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import * as owners from '../members/owners.ts';
import { rolesBelow } from '../roles/rules.ts';
import * as roles from '../roles/service.ts';
import { type RecordRow, recordModel } from './model.ts';
import { seeAllRecords } from './policy.ts';
import type { Module } from './schemas.ts';

/**
 * The members whose records somebody sees: their own and those of everybody whose role is below theirs (REC-2), as the
 * roles stand at this moment; null when they see those of everybody.
 */
async function visibleOwners(services: Services, actor: MemberActor): Promise<string[] | null> {
  if (may(actor, seeAllRecords)) return null;
  const { organization, member } = actor;
  const all = await roles.all(services, organization.id);
  const below = await owners.idsWithRoles(services, organization.id, rolesBelow(all, member.roleId));
  return [member.id, ...below.filter((id) => id !== member.id)];
}

/** A test for whether the actor sees the records of an owner. */
export async function visibility(services: Services, actor: MemberActor): Promise<(ownerId: string) => boolean> {
  const seen = await visibleOwners(services, actor);
  const ids = new Set(seen);
  return (ownerId) => seen === null || ids.has(ownerId);
}

/** The condition for a record that somebody sees, of one owner where that is asked for. */
export async function visible(
  services: Services,
  actor: MemberActor,
  ownerId?: string,
): Promise<Pick<QueryFilter<RecordRow>, 'organizationId' | 'ownerId'>> {
  const organizationId = actor.organization.id;
  const seen = await visibleOwners(services, actor);
  if (seen === null) return { organizationId, ...(ownerId !== undefined && { ownerId }) };
  const wanted = ownerId === undefined ? seen : seen.filter((id) => id === ownerId);
  const [only] = wanted;
  return { organizationId, ownerId: wanted.length === 1 && only ? only : { $in: wanted } };
}

/**
 * One record.
 * @throws Problem `not_found`, also for one that the actor may not see.
 */
export async function findRecord(
  services: Services,
  actor: MemberActor,
  module: Module,
  recordId: string,
): Promise<RecordRow> {
  const row = await recordModel(services.db)
    .findOne({ ...(await visible(services, actor)), _id: recordId, module })
    .session(services.transaction)
    .lean<RecordRow>();
  if (!row) throw new Problem('not_found');
  return row;
}

/** Whether somebody sees at least one of these records. */
export async function seesAnyOf(
  services: Services,
  actor: MemberActor,
  recordIds: readonly RecordRow['_id'][],
): Promise<boolean> {
  const seen = { ...(await visible(services, actor)), _id: { $in: recordIds } };
  return (await recordModel(services.db).exists(seen)) !== null;
}
