import * as audit from '../../core/audit/service.ts';
import { activationModel, licenceModel } from '../../core/extensions/model.ts';
import { activatedIds, findLicence } from '../../core/extensions/service.ts';
import { findOwners, holdActive } from '../../core/members/owners.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { EXTENSIONS, type ExtensionKey } from '../../platform/extensions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';

/** Who changes the activations, and of which extension. */
interface Change {
  actor: MemberActor;
  key: ExtensionKey;
}

/**
 * EXT-1: activates the extension for these members and nobody else, all or nothing.
 * @param request.revision the revision that the edit started from; when given, no change by somebody else is
 *   overwritten.
 * @throws Problem `extension_by_profile`, `extension_changed`, `extension_exhausted` with `wanted`, `bought` and
 *   `missing`, `not_found`, `extension_member_inactive`.
 */
export async function activateMembers(
  services: Services,
  { actor }: Authorized<'extension.activate'>,
  key: ExtensionKey,
  request: { ids: readonly string[]; revision?: number | undefined },
): Promise<void> {
  const organizationId = actor.organization.id;
  const wanted = new Set(request.ids);
  await withTransaction(services, async (tx) => {
    const { mode, bought, revision } = await findLicence(tx, organizationId, key);
    if (mode === 'profile') throw new Problem('extension_by_profile', { details: { extension: key } });
    if (request.revision !== undefined && request.revision !== revision) throw new Problem('extension_changed');
    if (wanted.size > bought) {
      throw new Problem('extension_exhausted', {
        details: { extension: key, wanted: wanted.size, bought, missing: wanted.size - bought },
      });
    }
    const before = new Set(await activatedIds(tx, organizationId, key));
    await release(
      tx,
      { actor, key },
      [...before].filter((id) => !wanted.has(id)),
    );
    await activate(
      tx,
      { actor, key },
      [...wanted].filter((id) => !before.has(id)),
    );
  });
}

/**
 * EXT-1: gives each of these members a licence. One conditional update takes them all, so that concurrent calls never
 * use more than were bought.
 * @param memberIds members who don't have a licence yet.
 * @throws Problem `not_found`, `extension_member_inactive`, `extension_exhausted`.
 */
export async function activate(tx: Tx, change: Change, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return;
  const { actor, key } = change;
  const organizationId = actor.organization.id;
  const active = await holdActive(tx, organizationId, memberIds);
  const others = memberIds.filter((id) => !active.has(id));
  if (others.length > 0) {
    const known = await findOwners(tx, organizationId, others);
    throw new Problem(others.every((id) => known.has(id)) ? 'extension_member_inactive' : 'not_found');
  }
  const { matchedCount } = await licenceModel(tx.db).updateOne(
    { organizationId, key, free: { $gte: memberIds.length } },
    { $inc: { free: -memberIds.length, revision: 1 } },
    { session: tx.transaction },
  );
  if (matchedCount === 0) throw new Problem('extension_exhausted', { details: { extension: key } });
  await activationModel(tx.db).insertMany(
    memberIds.map((memberId) => ({ organizationId, key, memberId })),
    { session: tx.transaction },
  );
  await recordEach(tx, change, 'extension.activate', memberIds);
}

/** Takes these members' licences back. */
export async function release(tx: Tx, change: Change, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return;
  const { actor, key } = change;
  const organizationId = actor.organization.id;
  await activationModel(tx.db).deleteMany(
    { organizationId, key, memberId: { $in: memberIds } },
    { session: tx.transaction },
  );
  await licenceModel(tx.db).updateOne(
    { organizationId, key },
    { $inc: { free: memberIds.length, revision: 1 } },
    { session: tx.transaction },
  );
  await recordEach(tx, change, 'extension.release', memberIds);
}

/** EXT-3: takes every licence back from members who leave. Reactivation brings none of them back. */
export async function releaseAllOf(tx: Tx, actor: MemberActor, memberIds: readonly string[]): Promise<void> {
  const rows = await activationModel(tx.db)
    .find({ organizationId: actor.organization.id, memberId: { $in: memberIds } })
    .session(tx.transaction)
    .lean();
  for (const key of EXTENSIONS) {
    const holders = rows.filter((row) => row.key === key).map(({ memberId }) => memberId);
    await release(tx, { actor, key }, holders);
  }
}

async function recordEach(
  tx: Tx,
  { actor, key }: Change,
  action: 'extension.activate' | 'extension.release',
  memberIds: readonly string[],
): Promise<void> {
  const organizationId = actor.organization.id;
  const people = await findOwners(tx, organizationId, memberIds);
  await audit.recordAll(
    tx,
    memberIds.map((id) => ({
      actor,
      organizationId,
      action,
      target: { kind: 'member', id, label: people.get(id)?.loginId ?? '' },
      details: { extension: key },
    })),
  );
}
