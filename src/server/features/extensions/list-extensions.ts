import {
  activatedAmong,
  activatedIds,
  findLicence,
  findLicences,
  profilesWith,
} from '../../core/extensions/service.ts';
import { countWithProfiles, listActive, type Narrowing } from '../../core/members/active-members.ts';
import * as profiles from '../../core/profiles/service.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import type { ExtensionKey } from '../../platform/extensions.ts';
import type { Services } from '../../platform/services.ts';
import { activateExtension } from './policy.ts';
import type { Activations, Extension, ExtensionMember, ExtensionMembersQuery } from './schemas.ts';

/** SUB-1: what is bought, used and free of every extension, and how it is licensed. */
export async function listExtensions(
  services: Services,
  { actor }: Authorized<'extension.view' | 'subscription.view'>,
): Promise<Extension[]> {
  const organizationId = actor.organization.id;
  const [licences, all] = await Promise.all([
    findLicences(services, organizationId),
    profiles.all(services, organizationId),
  ]);
  return await Promise.all(
    licences.map(async ({ key, mode, bought, free, revision }) => {
      const switchedOn = await countWithProfiles(services, organizationId, profilesWith(all, key));
      const used = mode === 'user' ? bought - free : switchedOn;
      return {
        key,
        mode,
        bought,
        used,
        free: Math.max(0, bought - used),
        switchedOn,
        revision,
        abilities: { activate: mode === 'user' && may(actor, activateExtension) },
      };
    }),
  );
}

/** EXT-1: all activated members, to start an edit from. */
export async function showActivations(
  services: Services,
  { actor }: Authorized<'extension.view'>,
  key: ExtensionKey,
): Promise<Activations> {
  const organizationId = actor.organization.id;
  // The revision is read first, so that saving the edit notices a change made between the two reads.
  const { revision } = await findLicence(services, organizationId, key);
  return { ids: await activatedIds(services, organizationId, key), revision };
}

/** A page of the active members, each with whether the extension works for them. */
export async function listExtensionMembers(
  services: Services,
  { actor }: Authorized<'extension.view'>,
  key: ExtensionKey,
  { activated, ...query }: ExtensionMembersQuery,
) {
  const organizationId = actor.organization.id;
  const [{ mode }, all] = await Promise.all([
    findLicence(services, organizationId, key),
    profiles.all(services, organizationId),
  ]);
  const switchedOn = profilesWith(all, key);
  const holders = async (): Promise<Omit<Narrowing, 'isIn'>> =>
    mode === 'profile'
      ? { field: 'profileId', values: switchedOn }
      : { field: '_id', values: await activatedIds(services, organizationId, key) };
  const narrowing = activated === undefined ? null : { ...(await holders()), isIn: activated };
  const page = await listActive(services, organizationId, query, narrowing);
  const ids = page.items.map(({ id }) => id);
  const having = mode === 'user' ? await activatedAmong(services, organizationId, key, ids) : new Set<string>();
  const names = new Map(all.map(({ id, name }) => [id, name]));
  const items: ExtensionMember[] = page.items.map(({ id, fullName, loginId, objectId, profileId }) => ({
    id,
    fullName,
    loginId,
    objectId,
    profile: { id: profileId, name: names.get(profileId) ?? '' },
    activated: mode === 'profile' ? switchedOn.includes(profileId) : having.has(id),
  }));
  return { ...page, items };
}
