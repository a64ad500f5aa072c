import type { Services } from '../../platform/services.ts';
import { type OrganizationRow, organizationModel } from './model.ts';

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
  const row = await organizationModel(services.db).findById(id).session(services.transaction).lean();
  return row && toRef(row);
}

export async function findByTenant(services: Services, tenantId: string): Promise<OrganizationRef | null> {
  const row = await organizationModel(services.db).findOne({ tenantId }).session(services.transaction).lean();
  return row && toRef(row);
}

/** All organizations with their tenant, for jobs that process each of them. */
export async function allTenants(services: Services): Promise<{ id: string; tenantId: string }[]> {
  const rows = await organizationModel(services.db).find().select('tenantId').lean();
  return rows.map((row) => ({ id: row._id, tenantId: row.tenantId }));
}

export function toRef({ _id, tenantId, name, timeZone, language, createdAt }: OrganizationRow): OrganizationRef {
  return { id: _id, tenantId, name, timeZone, language, createdAt };
}
