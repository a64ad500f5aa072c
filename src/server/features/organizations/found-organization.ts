import * as audit from '../../core/audit/service.ts';
import { requestReading } from '../../core/directory-sync/sync-directory.ts';
import * as members from '../../core/members/service.ts';
import { organizationModel } from '../../core/organizations/model.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import * as subscription from '../../core/seats/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { createLicences } from '../extensions/change-licence.ts';
import type { FoundOrganization } from './schemas.ts';

/**
 * Founds the organization of the actor's tenant, with its profiles, first roles and seats, and makes the actor its
 * Administrator (ORG-1). Then the directory is read.
 * @returns the organization's id.
 * @throws Problem `microsoft_sign_in_required` for somebody of no tenant, `already_founded`, also for those who lose a race.
 */
export async function foundOrganization(
  { actor }: Authorized<'organization.found', Actor>,
  services: Services,
  wish: FoundOrganization,
): Promise<string> {
  const { identity } = actor;
  if (!identity) throw new Problem('microsoft_sign_in_required');
  try {
    const id = await withTransaction(services, async (tx) => {
      if (await organizations.findByTenant(tx, identity.tenantId)) throw new Problem('already_founded');
      return await createWithFounder(tx, actor, identity, wish);
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
  wish: FoundOrganization,
): Promise<string> {
  const { session, clock, config } = tx;
  const [row] = await organizationModel(tx.db).create([{ tenantId, ...wish, createdAt: clock.now() }], { session });
  if (!row) throw new TypeError('An organization was written and did not come back.');
  const id = row._id;
  await audit.begin(tx, id);
  const { administrator } = await profiles.createBuiltIn(tx, id);
  const roleId = await roles.createFirst(tx, id);
  await subscription.create(tx, id, config.SEATS_AT_START);
  await createLicences(tx, id, config.SEATS_AT_START);
  await subscription.takeSeat(tx, id);
  await members.add(tx, { organizationId: id, account: actor.account, objectId, profileId: administrator, roleId });
  await audit.record(tx, {
    actor,
    organizationId: id,
    action: 'organization.found',
    target: { kind: 'organization', id, label: wish.name },
    details: { ...wish, seats: config.SEATS_AT_START },
  });
  return id;
}
