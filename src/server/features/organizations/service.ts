import type { Actor, MemberActor } from '../../platform/actor.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as audit from '../audit/service.ts';
import { type OrganizationRow, organizationModel } from './model.ts';
import { updateOrganization } from './policy.ts';
import type { Organization, UpdateOrganization } from './schemas.ts';

/** An organization as other features need it. */
export interface OrganizationRef {
  id: string;
  tenantId: string;
  name: string;
  timeZone: string;
  language: OrganizationRow['language'];
  createdAt: Date;
}

export async function find(services: Services, id: string): Promise<OrganizationRef | null> {
  return toRef(
    await organizationModel(services.db)
      .findById(id)
      .session(services.session ?? null)
      .lean(),
  );
}

export async function findByTenant(services: Services, tenantId: string): Promise<OrganizationRef | null> {
  return toRef(
    await organizationModel(services.db)
      .findOne({ tenantId })
      .session(services.session ?? null)
      .lean(),
  );
}

/** Every organization's tenant, for the work that goes through all of them. */
export async function allTenants(services: Services): Promise<{ id: string; tenantId: string }[]> {
  const rows = await organizationModel(services.db).find().select('tenantId').lean();
  return rows.map((row) => ({ id: row._id.toHexString(), tenantId: row.tenantId }));
}

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

function toRef(row: OrganizationRow | null): OrganizationRef | null {
  if (!row) return null;
  const { _id, tenantId, name, timeZone, language, createdAt } = row;
  return { id: _id.toHexString(), tenantId, name, timeZone, language, createdAt };
}
