import * as members from '../../core/members/owners.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { countByOwner, type OwnedCounts } from '../records/count-by-owner.ts';
import { OWNERS_SHOWN } from './rules.ts';
import type { RecordsReport } from './schemas.ts';

/** Owners who are looked up together. */
const BATCH = 500;

/** What belongs to somebody, with who that is. */
export type OwnedBy = OwnedCounts & Pick<members.OwnerRef, 'fullName' | 'loginId' | 'status'>;

/** RPT-1, MEM-3: records by owner; those who are inactive still count, and are counted. */
export async function reportRecords(services: Services, { actor }: Authorized<'report.view'>): Promise<RecordsReport> {
  const report: RecordsReport = {
    active: { owners: 0, records: 0 },
    inactive: { owners: 0, records: 0 },
    owners: [],
    others: { owners: 0, leads: 0, contacts: 0, deals: 0, tasks: 0, total: 0 },
  };
  const { others } = report;
  for await (const { ownerId, ...owned } of allOwners(services, actor.organization.id)) {
    const side = report[owned.status];
    side.owners += 1;
    side.records += owned.total;
    if (report.owners.length < OWNERS_SHOWN) {
      report.owners.push({ id: ownerId, ...owned });
      continue;
    }
    others.owners += 1;
    for (const key of ['leads', 'contacts', 'deals', 'tasks', 'total'] as const) others[key] += owned[key];
  }
  return report;
}

/** Everybody who owns records, whoever owns most first, one batch in memory at a time. */
export async function* allOwners(services: Services, organizationId: string): AsyncGenerator<OwnedBy> {
  let batch: OwnedCounts[] = [];
  for await (const owned of countByOwner(services, organizationId)) {
    batch.push(owned);
    if (batch.length < BATCH) continue;
    yield* await withOwners(services, organizationId, batch);
    batch = [];
  }
  yield* await withOwners(services, organizationId, batch);
}

async function withOwners(
  services: Services,
  organizationId: string,
  batch: readonly OwnedCounts[],
): Promise<OwnedBy[]> {
  const byId = await members.findOwners(
    services,
    organizationId,
    batch.map(({ ownerId }) => ownerId),
  );
  return batch.map((owned) => {
    const { fullName = '', loginId = '', status = 'inactive' } = byId.get(owned.ownerId) ?? {};
    return { ...owned, fullName, loginId, status };
  });
}
