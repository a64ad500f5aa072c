import type { Readable } from 'node:stream';
import type { SortOrder } from 'mongoose';
import * as audit from '../../core/audit/service.ts';
import { type MemberRow, memberModel } from '../../core/members/model.ts';
import { readStructure } from '../../core/structure/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { csvFile } from '../../platform/csv.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { MEMBER_ORDERS, matching } from './list-members.ts';
import { loadNames } from './present-members.ts';
import type { MembersCsvQuery } from './schemas.ts';

/** Rows whose names are loaded together. */
const BATCH = 500;

const COLUMNS = [
  'fullName',
  'loginId',
  'status',
  'profile',
  'role',
  'jobTitle',
  'department',
  'joinedAt',
  'deactivatedAt',
] as const;

type Line = Record<(typeof COLUMNS)[number], string>;

/** MEM-9: all members that the list would show, as a streamed CSV file. */
export async function exportMembers(
  services: Services,
  { actor }: Authorized<'member.export'>,
  { sort, ...filter }: MembersCsvQuery,
): Promise<Readable> {
  const organizationId = actor.organization.id;
  await withTransaction(services, (tx) =>
    audit.record(tx, {
      actor,
      organizationId,
      action: 'member.export',
      target: { kind: 'organization', id: organizationId, label: actor.organization.name },
      details: { ...filter, sort },
    }),
  );
  return membersCsv(services, organizationId, { sort, ...filter });
}

/** The same without an audit entry, for callers that have authorized and recorded their export themselves. */
export function membersCsv(services: Services, organizationId: string, { sort, ...filter }: MembersCsvQuery): Readable {
  const rows = memberModel(services.db)
    .find(matching(organizationId, filter))
    .sort(Object.fromEntries(MEMBER_ORDERS[sort]) as Record<string, SortOrder>)
    .lean<MemberRow[]>()
    .cursor({ batchSize: BATCH });
  return csvFile(COLUMNS, lines(services, organizationId, rows));
}

async function* lines(
  services: Services,
  organizationId: string,
  rows: AsyncIterable<MemberRow>,
): AsyncGenerator<Line> {
  let batch: MemberRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield* await toLines(services, organizationId, batch);
    batch = [];
  }
  yield* await toLines(services, organizationId, batch);
}

async function toLines(services: Services, organizationId: string, rows: readonly MemberRow[]): Promise<Line[]> {
  const nameOf = await loadNames(services, await readStructure(services, organizationId), rows);
  return rows.map((row) => {
    const { fullName, loginId, profile, role, jobTitle, department } = nameOf(row);
    return {
      fullName,
      loginId,
      status: row.status,
      profile: profile.name,
      role: role.name,
      jobTitle: jobTitle ?? '',
      department: department ?? '',
      joinedAt: row.joinedAt.toISOString(),
      deactivatedAt: row.deactivatedAt?.toISOString() ?? '',
    };
  });
}
