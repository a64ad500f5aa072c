import type { MemberActor } from '../../platform/actor.ts';
import { covers, PERMISSIONS, type Permission } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { nameKeyOf, type ProfileRow, profileModel } from './model.ts';
import { mayGive, permissionsOf } from './rules.ts';
import type { Profile } from './schemas.ts';

/** The profiles that every organization starts with. */
export async function createBuiltIn(
  tx: Tx,
  organizationId: string,
): Promise<{ administrator: string; standard: string }> {
  const [administrator, standard] = await profileModel(tx.db).create(
    [
      {
        organizationId,
        name: 'Administrator',
        nameKey: nameKeyOf('Administrator'),
        builtIn: 'administrator',
        permissions: [...PERMISSIONS],
      },
      { organizationId, name: 'Standard', nameKey: nameKeyOf('Standard'), builtIn: 'standard', permissions: [] },
    ],
    { session: tx.transaction, ordered: true },
  );
  if (!administrator || !standard) throw new TypeError('Two profiles were written and fewer came back.');
  return { administrator: administrator.id, standard: standard.id };
}

/** Null when the organization has no such profile. */
export async function find(services: Services, organizationId: string, profileId: string): Promise<Profile | null> {
  const row = await profileModel(services.db)
    .findOne({ _id: profileId, organizationId })
    .session(services.transaction)
    .lean();
  return row && present(row);
}

/**
 * The chosen profile, or Standard when none was chosen.
 * @throws Problem `not_found` when it is not one of the organization's.
 */
async function choose(services: Services, organizationId: string, profileId?: string): Promise<Profile> {
  const row = await profileModel(services.db)
    .findOne(profileId ? { _id: profileId, organizationId } : { organizationId, builtIn: 'standard' })
    .session(services.transaction)
    .lean();
  if (!row) throw new Problem('not_found');
  return present(row);
}

/**
 * The chosen profile, or Standard, which the actor wants to assign to somebody.
 * @throws Problem `not_found`, `permission_required` when the actor lacks one of its permissions (MEM-12).
 */
export async function assertGrantable(services: Services, actor: MemberActor, profileId?: string): Promise<Profile> {
  return mustBeGrantable(await choose(services, actor.organization.id, profileId), actor);
}

/** The same of profiles that have been read. */
export function grantableAmong(profiles: readonly Profile[], actor: MemberActor, profileId?: string): Profile {
  const chosen = profiles.find(({ id, builtIn }) => (profileId ? id === profileId : builtIn === 'standard'));
  if (!chosen) throw new Problem('not_found');
  return mustBeGrantable(chosen, actor);
}

function mustBeGrantable(profile: Profile, { permissions }: MemberActor): Profile {
  if (!mayGive(profile, permissions)) throw new Problem('permission_required');
  return profile;
}

/** All of an organization's profiles: the built-in ones first, then by name. */
export async function all(services: Services, organizationId: string): Promise<Profile[]> {
  return sorted(await profileModel(services.db).find({ organizationId }).session(services.transaction).lean());
}

/** Rows of one organization in that order. */
export function sorted(rows: ProfileRow[]): Profile[] {
  const rank = ({ builtIn }: ProfileRow) => (builtIn === null ? 1 : 0);
  return rows.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)).map(present);
}

/** The profiles with all of these permissions. */
export async function granting(
  services: Services,
  organizationId: string,
  ...wanted: readonly Permission[]
): Promise<string[]> {
  const profiles = await all(services, organizationId);
  return profiles.filter(({ permissions }) => covers(new Set(permissions), wanted)).map(({ id }) => id);
}

/**
 * Makes concurrent transactions that change the organization's leaders conflict (MEM-6, MEM-13). With snapshot
 * isolation, each of them could otherwise still count the leader that the other one removes.
 */
export async function lockLeaders(tx: Tx, organizationId: string): Promise<void> {
  await profileModel(tx.db).updateOne(
    { organizationId, builtIn: 'administrator' },
    { $inc: { revision: 1 } },
    { session: tx.transaction },
  );
}

function present(row: ProfileRow): Profile {
  return {
    id: row._id,
    name: row.name,
    builtIn: row.builtIn,
    permissions: permissionsOf(row),
    extensions: row.extensions,
  };
}
