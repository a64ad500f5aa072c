import type { QueryFilter } from 'mongoose';
import type { MemberActor } from '../../platform/actor.ts';
import { EXTENSIONS, type ExtensionKey } from '../../platform/extensions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { type ActivationRow, activationModel, type LicenceRow, licenceModel } from './model.ts';

/** A member an extension may work for. */
interface Holder {
  id: string;
  status: 'active' | 'inactive';
}

type Licence = Pick<LicenceRow, 'key' | 'mode' | 'bought' | 'free' | 'revision'>;

/**
 * The extensions that work for an active member, in the order of `EXTENSIONS`.
 * @param licences of their organization.
 * @param activations their own.
 */
export function workingFor(
  licences: readonly Pick<LicenceRow, 'key' | 'mode'>[],
  activations: readonly Pick<ActivationRow, 'key'>[],
  profile: { extensions: readonly ExtensionKey[] } | null,
): ExtensionKey[] {
  const activated = new Set(activations.map(({ key }) => key));
  const switchedOn = new Set(profile?.extensions);
  const byProfile = new Set(licences.filter(({ mode }) => mode === 'profile').map(({ key }) => key));
  return EXTENSIONS.filter((key) => (byProfile.has(key) ? switchedOn : activated).has(key));
}

/** The extensions that work for a member at this moment; none for an inactive one. */
export async function extensionsOf(
  services: Services,
  organizationId: string,
  { id, status }: Holder,
  profile: { extensions: readonly ExtensionKey[] } | null,
): Promise<ExtensionKey[]> {
  if (status !== 'active') return [];
  const [licences, activations] = await Promise.all([
    findLicences(services, organizationId),
    activationModel(services.db)
      .find({ organizationId, memberId: id })
      .select('key')
      .session(services.transaction)
      .lean(),
  ]);
  return workingFor(licences, activations, profile);
}

/**
 * EXT-3: every call of an extension's API begins with this.
 * @throws Problem `extension_inactive` unless the extension works for the actor now.
 */
export function requireExtension({ extensions }: MemberActor, key: ExtensionKey): void {
  if (!extensions.includes(key)) throw new Problem('extension_inactive', { details: { extension: key } });
}

/** The organization's licence of each extension. */
export async function findLicences(services: Services, organizationId: string): Promise<Licence[]> {
  const rows = await licenceModel(services.db).find({ organizationId }).session(services.transaction).lean();
  const byKey = new Map<ExtensionKey, Licence>(rows.map((row) => [row.key, row]));
  return EXTENSIONS.map((key) => byKey.get(key) ?? { key, mode: 'user', bought: 0, free: 0, revision: 0 });
}

/** The same for one extension. */
export async function findLicence(services: Services, organizationId: string, key: ExtensionKey): Promise<Licence> {
  const licence = (await findLicences(services, organizationId)).find((each) => each.key === key);
  if (!licence) throw new TypeError(`There is no extension ${key}.`);
  return licence;
}

/** The profiles that switch the extension on (EXT-2). */
export function profilesWith(
  all: readonly { id: string; extensions: readonly ExtensionKey[] }[],
  key: ExtensionKey,
): string[] {
  return all.filter(({ extensions }) => extensions.includes(key)).map(({ id }) => id);
}

/** All activated members; all of them are active. */
export async function activatedIds(services: Services, organizationId: string, key: ExtensionKey): Promise<string[]> {
  return await readActivated(services, { organizationId, key });
}

/** The activated ones among these members. */
export async function activatedAmong(
  services: Services,
  organizationId: string,
  key: ExtensionKey,
  memberIds: readonly string[],
): Promise<Set<string>> {
  return new Set(await readActivated(services, { organizationId, key, memberId: { $in: memberIds } }));
}

async function readActivated(services: Services, filter: QueryFilter<ActivationRow>): Promise<string[]> {
  const rows = await activationModel(services.db).find(filter).select('memberId').session(services.transaction).lean();
  return rows.map(({ memberId }) => memberId);
}
