import type { Readable } from 'node:stream';
import type { SortOrder } from 'mongoose';
import { type AuditRow, auditModel } from '../../core/audit/model.ts';
import { record } from '../../core/audit/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { csvFile } from '../../platform/csv.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { LATEST_FIRST, matching, present } from './list-entries.ts';
import type { AuditFilter } from './schemas.ts';

/** Entries per read. */
const BATCH = 500;

const COLUMNS = [
  'sequence',
  'at',
  'actor',
  'action',
  'targetKind',
  'targetId',
  'target',
  'address',
  'outcome',
  'code',
  'details',
  'hash',
] as const;

type Line = Record<(typeof COLUMNS)[number], string | number>;

/** AUD-1: every entry that the list would show, as a stream of CSV. */
export async function exportEntries(
  services: Services,
  { actor }: Authorized<'audit.view'>,
  filter: AuditFilter,
): Promise<Readable> {
  const organizationId = actor.organization.id;
  await withTransaction(services, (tx) =>
    record(tx, {
      actor,
      organizationId,
      action: 'audit.export',
      target: { kind: 'organization', id: organizationId, label: actor.organization.name },
      details: { ...filter },
    }),
  );
  await services.sealer.settled(organizationId);
  const rows = auditModel(services.db)
    .find(await matching(services, organizationId, filter))
    .sort(Object.fromEntries(LATEST_FIRST) as Record<string, SortOrder>)
    .lean()
    .cursor({ batchSize: BATCH });
  return csvFile(COLUMNS, lines(rows));
}

async function* lines(rows: AsyncIterable<AuditRow>): AsyncGenerator<Line> {
  for await (const row of rows) {
    const { sequence, at, actor, action, target, address, outcome, code, hash } = present(row);
    yield {
      sequence,
      at,
      actor: actor.loginId ?? '',
      action,
      targetKind: target.kind,
      targetId: target.id,
      target: target.label ?? '',
      address: address ?? '',
      outcome,
      code: code ?? '',
      details: row.details,
      hash,
    };
  }
}
