import * as audit from '../../core/audit/service.ts';
import { licenceModel } from '../../core/extensions/model.ts';
import { activatedIds, findLicence, profilesWith } from '../../core/extensions/service.ts';
import { withProfiles } from '../../core/members/active-members.ts';
import * as profiles from '../../core/profiles/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { EXTENSIONS, type ExtensionKey } from '../../platform/extensions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { activate, release } from './activations.ts';
import type { LicenceChanges } from './schemas.ts';

/** The licences of a new organization: as many of each extension as seats, for its administrators to assign. */
export async function createLicences(tx: Tx, organizationId: string, bought: number): Promise<void> {
  await licenceModel(tx.db).create(
    EXTENSIONS.map((key) => ({ organizationId, key, mode: 'user', bought, free: bought })),
    { session: tx.transaction, ordered: true },
  );
}

/**
 * SUB-1: changes the licences bought of an extension, and the way it is licensed.
 * @throws Problem `extension_below_use`.
 */
export async function changeLicence(
  tx: Tx,
  { actor }: Authorized<'subscription.update'>,
  key: ExtensionKey,
  { mode: wantedMode, bought: wantedBought }: NonNullable<LicenceChanges[ExtensionKey]>,
): Promise<void> {
  const organizationId = actor.organization.id;
  const before = await findLicence(tx, organizationId, key);
  const { mode, bought } = { mode: wantedMode ?? before.mode, bought: wantedBought ?? before.bought };
  if (mode === before.mode && bought === before.bought) return;
  const activated = await activatedIds(tx, organizationId, key);
  const switchedOn =
    mode === 'profile' || before.mode === 'profile' ? await switchedOnIds(tx, organizationId, key) : [];
  const isToUser = mode === 'user' && before.mode === 'profile';
  const used = mode === 'user' ? (isToUser ? switchedOn : activated).length : switchedOn.length;
  // By profile, more members than licences may use it; then the number bought must not fall.
  const isAllowed = mode === 'profile' ? bought >= used || bought >= before.bought : bought >= used;
  if (!isAllowed) throw new Problem('extension_below_use', { details: { extension: key, used } });
  await licenceModel(tx.db).updateOne(
    { organizationId, key },
    { $set: { mode, bought, free: bought - activated.length }, $inc: { revision: 1 } },
    { session: tx.transaction, upsert: true },
  );
  await audit.record(tx, {
    actor,
    organizationId,
    action: 'extension.update',
    target: { kind: 'extension', id: key, label: key },
    details: { before: { mode: before.mode, bought: before.bought }, after: { mode, bought } },
  });
  // A change to licensing by user keeps it for everybody who had it; licensing by profile needs no activations.
  if (isToUser) await activate(tx, { actor, key }, switchedOn);
  if (mode === 'profile') await release(tx, { actor, key }, activated);
}

async function switchedOnIds(tx: Tx, organizationId: string, key: ExtensionKey): Promise<string[]> {
  const licensing = profilesWith(await profiles.all(tx, organizationId), key);
  return (await withProfiles(tx, organizationId, licensing)).map(({ id }) => id);
}
