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

/** Starts a sync of the directory; requests made before it starts share it. */
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

/** GONE-6: an administrator confirms that the held leavers really left. It counts for the next sync only. */
async function acceptHeldLeavers(services: Services, actor: MemberActor, organizationId: string): Promise<void> {
  await withTransaction(services, async (tx) => {
    const held = await directorySyncModel(tx.db)
      .findOneAndUpdate(
        { organizationId, heldLeavers: { $gt: 0 } },
        { $set: { leaversAccepted: true } },
        { session: tx.transaction },
      )
      .lean();
    if (!held) return;
    const target = { kind: 'directory', id: organizationId, label: actor.organization.name };
    const details = { leavers: held.heldLeavers };
    await audit.record(tx, { actor, organizationId, action: 'directory.accept-leavers', target, details });
  });
}
