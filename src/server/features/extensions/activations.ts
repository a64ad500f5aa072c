import * as audit from '../../core/audit/service.ts';
import { activationModel, licenceModel } from '../../core/extensions/model.ts';
import { findOwners, holdActive } from '../../core/members/owners.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { ExtensionKey } from '../../platform/extensions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';

/** Who changes the activations of which extension. */
interface Change {
  actor: MemberActor;
  key: ExtensionKey;
}

/**
 * EXT-1: gives these members a licence each: one conditional update, so that no more are ever used than were bought,
 * however many save at once.
 * @param memberIds none of them activated yet.
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
    { session: tx.session },
  );
  if (matchedCount === 0) throw new Problem('extension_exhausted', { details: { extension: key } });
  await activationModel(tx.db).insertMany(
    memberIds.map((memberId) => ({ organizationId, key, memberId })),
    { session: tx.session },
  );
  await recordEach(tx, change, 'extension.activate', memberIds);
}

/** Takes the licences of these activated members back. */
export async function release(tx: Tx, change: Change, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return;
  const { actor, key } = change;
  const organizationId = actor.organization.id;
  await activationModel(tx.db).deleteMany(
    { organizationId, key, memberId: { $in: memberIds } },
    { session: tx.session },
  );
  await licenceModel(tx.db).updateOne(
    { organizationId, key },
    { $inc: { free: memberIds.length, revision: 1 } },
    { session: tx.session },
  );
  await recordEach(tx, change, 'extension.release', memberIds);
}

/** EXT-3: a member who leaves frees every licence; none comes back by itself. */
export async function releaseAllOf(tx: Tx, member: { id: string; organizationId: string }, actor: MemberActor) {
  const rows = await activationModel(tx.db)
    .find({ organizationId: member.organizationId, memberId: member.id })
    .session(tx.session)
    .lean();
  for (const { key } of rows) await release(tx, { actor, key }, [member.id]);
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
