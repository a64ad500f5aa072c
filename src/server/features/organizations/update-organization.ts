import * as audit from '../../core/audit/service.ts';
import { organizationModel } from '../../core/organizations/model.ts';
import { find, type OrganizationRef } from '../../core/organizations/service.ts';
import type { Actor, MemberActor } from '../../platform/actor.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { updateOrganization } from './policy.ts';
import type { Organization, UpdateOrganization } from './schemas.ts';
/** The actor's own organization. */
export async function show(services: Services, actor: MemberActor): Promise<Organization> {
  const organization = await find(services, actor.organization.id);
  if (!organization) throw new Problem('not_found');
  return present(actor, organization);
}

export async function update(
  { actor }: Authorized<'organization.update'>,
  services: Services,
  change: UpdateOrganization,
): Promise<Organization> {
  const { id } = actor.organization;
  await withTransaction(services, async (tx) => {
    const before = await find(tx, id);
    if (!before) throw new Problem('not_found');
    await organizationModel(tx.db).updateOne({ _id: id }, { $set: change }, { session: tx.session });
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
