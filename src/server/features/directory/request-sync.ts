import * as audit from '../../core/audit/service.ts';
import { directorySyncModel } from '../../core/directory/model.ts';
import { requestReading } from '../../core/directory-sync/sync-directory.ts';
import * as organizations from '../../core/organizations/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type { SyncBody } from './schemas.ts';
/** Has the mirror brought up to date soon, once for all who ask meanwhile. */
export async function requestSync(
  services: Services,
  { actor }: Authorized<'directory.sync'>,
  { acceptLeavers = false }: SyncBody,
): Promise<void> {
  const organization = await organizations.find(services, actor.organization.id);
  if (!organization) throw new Problem('not_found');
  if (acceptLeavers) await acceptHeldLeavers(services, actor, organization.id);
  await requestReading(services, organization);
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
