import * as audit from '../../core/audit/service.ts';
import { requestReading } from '../../core/directory-sync/sync-directory.ts';
import * as members from '../../core/members/service.ts';
import { organizationModel } from '../../core/organizations/model.ts';
import { find, findByTenant, type OrganizationRef } from '../../core/organizations/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import * as subscription from '../../core/seats/service.ts';
import type { Actor, MemberActor } from '../../platform/actor.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { createLicences } from '../extensions/change-licence.ts';
import { updateOrganization } from './policy.ts';
import type { FoundOrganization, Organization, UpdateOrganization } from './schemas.ts';

/**
 * Founds the organization of the actor's tenant, with its profiles, first roles and seats, and makes the actor its
 * Administrator (ORG-1). A sync of the directory starts afterwards.
 * @returns the organization's id.
 * @throws Problem `microsoft_sign_in_required` without a Microsoft identity, `already_founded`, also when another
 *   founder was first.
 */
export async function foundOrganization(
  { actor }: Authorized<'organization.found', Actor>,
  services: Services,
  options: FoundOrganization,
): Promise<string> {
  const { identity } = actor;
  if (!identity) throw new Problem('microsoft_sign_in_required');
  try {
    const id = await withTransaction(services, async (tx) => {
      if (await findByTenant(tx, identity.tenantId)) throw new Problem('already_founded');
      return await createWithFounder(tx, actor, identity, options);
    });
    await requestReading(services, { id, tenantId: identity.tenantId });
    return id;
  } catch (error) {
    throw duplicateKey(error)?.includes('tenantId') ? new Problem('already_founded') : error;
  }
}

async function createWithFounder(
  tx: Tx,
  actor: Actor,
  { tenantId, objectId }: NonNullable<Actor['identity']>,
  options: FoundOrganization,
): Promise<string> {
  const { transaction, clock, config } = tx;
  const [row] = await organizationModel(tx.db).create([{ tenantId, ...options, createdAt: clock.now() }], {
    session: transaction,
  });
  if (!row) throw new TypeError('An organization was written and did not come back.');
  const id = row._id;
  await audit.begin(tx, id);
  const { administrator } = await profiles.createBuiltIn(tx, id);
  const roleId = await roles.createFirst(tx, id);
  await subscription.create(tx, id, config.SEATS_AT_START);
  await createLicences(tx, id, config.SEATS_AT_START);
  await subscription.takeSeat(tx, id);
  await members.add(tx, {
    organizationId: id,
    accountId: actor.account.id,
    objectId,
    profileId: administrator,
    roleId,
  });
  await audit.record(tx, {
    actor,
    organizationId: id,
    action: 'organization.found',
    target: { kind: 'organization', id, label: options.name },
    details: { ...options, seats: config.SEATS_AT_START },
  });
  return id;
}

/** The actor's own organization. @throws Problem `not_found` when it was closed. */
export async function show(services: Services, actor: MemberActor): Promise<Organization> {
  const organization = await find(services, actor.organization.id);
  if (!organization) throw new Problem('not_found');
  return present(actor, organization);
}

/** Changes name, time zone or language. @throws Problem `not_found` when it was closed. */
export async function update(
  { actor }: Authorized<'organization.update'>,
  services: Services,
  change: UpdateOrganization,
): Promise<Organization> {
  const { id } = actor.organization;
  await withTransaction(services, async (tx) => {
    const before = await find(tx, id);
    if (!before) throw new Problem('not_found');
    await organizationModel(tx.db).updateOne({ _id: id }, { $set: change }, { session: tx.transaction });
    await audit.record(tx, {
      actor,
      organizationId: id,
      action: 'organization.update',
      target: { kind: 'organization', id, label: before.name },
      details: { ...change },
    });
  });
  return await show(services, actor);
}

/** An organization as the API returns it. */
export function present(actor: Actor, { id, name, timeZone, language, createdAt }: OrganizationRef): Organization {
  return {
    id,
    name,
    timeZone,
    language,
    createdAt: createdAt.toISOString(),
    abilities: { update: may(actor, updateOrganization) },
  };
}
