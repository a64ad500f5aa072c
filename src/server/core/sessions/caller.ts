import type { Model, QueryFilter } from 'mongoose';
import type { Actor } from '../../platform/actor.ts';
import { join } from '../../platform/join.ts';
import type { Permission } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { isUnavailable } from '../accounts/availability.ts';
import { type AccountRow, accountModel } from '../accounts/model.ts';
import { type Account, toAccount } from '../accounts/service.ts';
import { type ActivationRow, activationModel, type LicenceRow, licenceModel } from '../extensions/model.ts';
import { workingFor } from '../extensions/service.ts';
import { type MemberRow, memberModel } from '../members/model.ts';
import { type OrganizationRow, organizationModel } from '../organizations/model.ts';
import { type ProfileRow, profileModel } from '../profiles/model.ts';
import { permissionsOf } from '../profiles/rules.ts';
import { type RoleRow, roleModel } from '../roles/model.ts';
import type { SessionRow } from './model.ts';

/** Whom somebody speaks for: a session, or a token that stands in for one. */
export interface Speaker extends Pick<Actor, 'session' | 'apiToken' | 'identity' | 'address'> {
  /** The organization that a token is for. */
  organizationId?: string;
}

/** What a session or token leads to: whose it is, and what they are in which organizations. */
export interface Found {
  account: AccountRow[];
  places: Place[];
  /** Those of the tenants that the document names. */
  organizations?: OrganizationRow[];
}

interface Place extends MemberRow {
  organization: OrganizationRow[];
  profile: ProfileRow[];
  role: RoleRow[];
  licences: LicenceRow[];
  activations: ActivationRow[];
}

/** Where a document names its account, and the tenants whose organizations count; a token has none. */
interface Paths {
  account: 'accountId' | '_id';
  tenant: 'identity.tenantId' | 'identities.tenantId' | null;
}

/**
 * A document and everything about the person whom it speaks for, as it is now, so that what changed counts on the very
 * next call: one command for what every call has to know. `actorOf` makes the actor of it.
 * @param filter of fields with a unique index.
 */
export async function readCaller<Row>(
  { db, transaction }: Services,
  model: Model<Row>,
  filter: QueryFilter<Row>,
  paths: Paths,
): Promise<(Row & Found) | null> {
  const [row] = await model
    .aggregate<Row & Found>([
      { $match: filter },
      join(accountModel(db), 'account', paths.account, '_id'),
      join(memberModel(db), 'places', paths.account, 'accountId', [
        join(organizationModel(db), 'organization', 'organizationId', '_id'),
        join(profileModel(db), 'profile', 'profileId', '_id'),
        join(roleModel(db), 'role', 'roleId', '_id'),
        join(licenceModel(db), 'licences', 'organizationId', 'organizationId'),
        join(activationModel(db), 'activations', '_id', 'memberId'),
      ]),
      ...(paths.tenant ? [join(organizationModel(db), 'organizations', paths.tenant, 'tenantId')] : []),
    ])
    .session(transaction);
  return row ?? null;
}

/** The same for an account that nothing speaks for yet, such as at a sign-in. */
export async function readAccount(services: Services, accountId: string): Promise<Found | null> {
  const paths = { account: '_id', tenant: 'identities.tenantId' } as const;
  return await readCaller(services, accountModel(services.db), { _id: accountId }, paths);
}

/**
 * Who calls. Null when the account is gone. Every session, token and site becomes an actor here, and none does whose
 * person is disabled or deleted in Entra (GONE-2).
 * @throws Problem `microsoft_account_unavailable`.
 */
export function actorOf(found: Found, speaker: Speaker): { actor: Actor; account: Account } | null {
  const { session, apiToken, identity, address, organizationId } = speaker;
  const [row] = found.account;
  if (!row) return null;
  const account = toAccount(row);
  const own = identity && found.organizations?.find(({ tenantId }) => tenantId === identity.tenantId);
  // The organization of the person's tenant, unless they belong to another one and not to it. A token has one alone.
  const place =
    found.places.find((each) => each.organizationId === (organizationId ?? own?._id)) ??
    (organizationId === undefined ? (found.places.find(isActive) ?? found.places[0]) : undefined);
  const organization = place ? place.organization[0] : own;
  if (isUnavailable(account, { identity, tenantId: organization?.tenantId ?? null })) {
    throw new Problem('microsoft_account_unavailable');
  }
  const { profile, role } = place && isActive(place) ? placeNames(place) : { profile: null, role: null };
  const actor: Actor = {
    session,
    apiToken,
    account,
    dateFormat: account.preferences.dateFormat,
    identity,
    organization: organization ? { id: organization._id, name: organization.name } : null,
    member: place ? { id: place._id, status: place.status, profileId: place.profileId, roleId: place.roleId } : null,
    profile: profile && { name: profile.name },
    role: role && { name: role.name },
    permissions: profile ? new Set(permissionsOf(profile)) : nothing,
    extensions: place && isActive(place) ? workingFor(place.licences, place.activations, profile) : [],
    address,
  };
  return { actor, account };
}

const nothing: ReadonlySet<Permission> = new Set();

function isActive({ status }: MemberRow): boolean {
  return status === 'active';
}

/** A profile or role of another organization would be a mistake that opens nothing. */
function placeNames({ organizationId, profile, role }: Place) {
  const isOwn = (each: { organizationId: string }) => each.organizationId === organizationId;
  return { profile: profile.find(isOwn) ?? null, role: role.find(isOwn) ?? null };
}

export function speakerOf({ _id, authenticatedAt, identity }: SessionRow, address: string | null): Speaker {
  return {
    // A session that was opened before this was kept does not have it.
    session: { id: _id, authenticatedAt: authenticatedAt ?? null },
    apiToken: null,
    identity: identity && { tenantId: identity.tenantId, objectId: identity.objectId },
    address,
  };
}
