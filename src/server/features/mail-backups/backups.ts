import { findNamed } from '../../core/members/active-members.ts';
import { namesOf } from '../../core/members/owners.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import type { Services } from '../../platform/services.ts';
import { type BackupRow, backupModel } from './model.ts';
import { backups } from './run-backup.ts';
import type { Backup } from './schemas.ts';

/** MAIL-2: the backups of a member's mailbox, the latest first. @throws Problem `not_found`. */
export async function listBackups(
  services: Services,
  { actor }: Authorized<'mailbox.list'>,
  memberId: string,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Backup>> {
  const organizationId = actor.organization.id;
  await findNamed(services, organizationId, memberId);
  const page = await listPage(
    backupModel(services.db),
    {
      filter: { organizationId, memberId },
      order: [
        ['createdAt', -1],
        ['_id', -1],
      ],
      limit: query.limit,
      cursor: query.cursor,
    },
    (row) => row,
  );
  return { ...page, items: await presentBackups(services, organizationId, page.items) };
}

/** How the backups of a member's mailbox stand. */
export interface BackupState {
  /** The last one, whatever became of it. */
  last: BackupRow;
  /** When the last one that came to the end of the mailbox was asked for; null when none did. */
  readAt: Date | null;
}

/** When a backup was asked for that came to the end of the mailbox; null for others. */
const readAt = {
  $cond: [
    { $eq: ['$status', 'completed'] },
    '$createdAt',
    { $cond: [{ $eq: ['$problem', 'backup_incomplete'] }, '$createdAt', null] },
  ],
};

/** How the backups of these members' mailboxes stand, by member id; those who have none are missing. */
export async function backupStates(
  services: Services,
  organizationId: string,
  memberIds: readonly string[],
): Promise<Map<string, BackupState>> {
  const groups = await backupModel(services.db)
    .aggregate<{ _id: string } & BackupState>([
      {
        $match: {
          organizationId,
          memberId: { $in: [...memberIds] },
        },
      },
      { $sort: { createdAt: -1, _id: -1 } },
      {
        $group: {
          _id: '$memberId',
          last: { $first: '$$ROOT' },
          readAt: { $max: readAt },
        },
      },
    ])
    .session(services.transaction);
  return new Map(groups.map(({ _id, ...state }) => [_id, state]));
}

export async function presentBackups(
  services: Services,
  organizationId: string,
  rows: readonly BackupRow[],
): Promise<Backup[]> {
  const names = await namesOf(
    services,
    organizationId,
    rows.map(({ requestedBy }) => requestedBy.accountId),
  );
  return rows.map((row) => ({
    id: row._id,
    kind: row.kind,
    status: row.status,
    address: row.address,
    total: row.total,
    processed: row.processed,
    kept: row.kept,
    // Backups of earlier versions did not count these.
    alreadyKept: row.alreadyKept ?? 0,
    notInvolved: row.notInvolved ?? 0,
    skipped: row.skipped,
    skips: (row.skips ?? []).map(({ number, subject, reason }) => ({ number, subject, reason })),
    left: Math.max(0, row.total - row.processed),
    problem: row.problem,
    stuck: backups.isStuck(row, services.clock.now()),
    requestedBy: names.get(row.requestedBy.accountId) ?? null,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}
