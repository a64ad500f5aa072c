import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as audit from '../audit/service.ts';
import * as organizations from '../organizations/service.ts';
import { type DirectorySyncRow, type DirectoryUserRow, directorySyncModel, directoryUserModel } from './model.ts';
import type { DirectoryPerson } from './rules.ts';
import type { SyncBody } from './schemas.ts';

export { readPerson } from './read-person.ts';
export { type DirectoryPerson, mailAddressOf } from './rules.ts';

/** Has the mirror brought up to date soon, once for all who ask meanwhile. */
export async function requestSync(
  services: Services,
  { actor }: Authorized<'directory.sync'>,
  { acceptLeavers = false }: SyncBody,
): Promise<void> {
  const organization = await organizations.find(services, actor.organization.id);
  if (!organization) throw new Problem('not_found');
  const { id: organizationId, tenantId } = organization;
  if (acceptLeavers) await acceptHeldLeavers(services, actor, organizationId);
  await services.jobs.soon('directory.sync', tenantId, { tenantId });
}

/** GONE-6: an administrator confirms what looked like an accident. It counts for the next reading, and no longer. */
async function acceptHeldLeavers(services: Services, actor: MemberActor, organizationId: string): Promise<void> {
  await withTransaction(services, async (tx) => {
    const held = await directorySyncModel(tx.db)
      .findOneAndUpdate(
        { organizationId, heldLeavers: { $gt: 0 } },
        { $set: { leaversAccepted: true } },
        { session: tx.session },
      )
      .lean();
    if (!held) return;
    const target = { kind: 'directory', id: organizationId, label: actor.organization.name };
    const details = { leavers: held.heldLeavers };
    await audit.record(tx, { actor, organizationId, action: 'directory.accept-leavers', target, details });
  });
}

/** How many people the mirrors of all organizations are missing, for the operator. */
export async function countLeftOut({ db }: Services): Promise<number> {
  const rows = await directorySyncModel(db)
    .find({ leftOut: { $ne: [] } })
    .select('leftOut')
    .lean();
  return rows.reduce((sum, { leftOut }) => sum + (leftOut?.length ?? 0), 0);
}

/** The people with these object IDs, as the mirror knows them: one query. */
export async function findPeople(
  services: Services,
  organizationId: string,
  objectIds: readonly string[],
): Promise<DirectoryPerson[]> {
  if (objectIds.length === 0) return [];
  return await directoryUserModel(services.db)
    .find({ organizationId, objectId: { $in: objectIds } })
    .session(services.session ?? null)
    .lean<DirectoryUserRow[]>();
}

/** Null when the mirror knows nobody of that object ID. */
export async function findPerson(
  services: Services,
  organizationId: string,
  objectId: string,
): Promise<DirectoryPerson | null> {
  const [person] = await findPeople(services, organizationId, [objectId]);
  return person ?? null;
}

/** How far the mirror is; null for an organization without one. */
export async function syncState({ db }: Services, organizationId: string): Promise<DirectorySyncRow | null> {
  return await directorySyncModel(db).findOne({ organizationId }).lean();
}
