import type { Authorized } from '../../platform/authorize.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import type { Services } from '../../platform/services.ts';
import * as owners from '../members/owners.ts';
import { type HistoryRow, historyModel } from './model.ts';
import type { Module, TimelineEntry, TimelineQuery } from './schemas.ts';
import { findRecord } from './visibility.ts';

/**
 * REC-4: what happened to a record, the latest first.
 * @throws Problem `not_found`, also for a record that the actor may not see.
 */
export async function showTimeline(
  services: Services,
  { actor }: Authorized<'record.list'>,
  module: Module,
  recordId: string,
  { limit, cursor }: TimelineQuery,
): Promise<Page<TimelineEntry>> {
  const organizationId = actor.organization.id;
  const record = await findRecord(services, actor, module, recordId);
  const page = await listPage(
    historyModel(services.db),
    {
      filter: { organizationId, recordId: record._id },
      order: [
        ['at', -1],
        ['_id', -1],
      ],
      limit,
      cursor,
    },
    (row) => row.toObject<HistoryRow>(),
  );
  const [people, members] = await Promise.all([
    owners.namesOf(
      services,
      organizationId,
      page.items.map(({ byAccountId }) => byAccountId.toHexString()),
    ),
    owners.findOwners(services, organizationId, page.items.flatMap(ownersOf)),
  ]);
  const nameOf = (memberId: HistoryRow['ownerBefore']) =>
    (memberId && members.get(memberId.toHexString())?.fullName) || null;
  const items = page.items.map((row): TimelineEntry => {
    const { kind, changes, importId, transferId } = row;
    const event = {
      id: row._id.toHexString(),
      at: row.at.toISOString(),
      by: people.get(row.byAccountId.toHexString()) ?? null,
    };
    if (kind === 'created') return { kind, ...event, imported: importId !== null };
    if (kind === 'changed') return { kind, ...event, changes };
    const { ownerBefore, ownerAfter } = row;
    return { kind, ...event, before: nameOf(ownerBefore), after: nameOf(ownerAfter), transferred: transferId !== null };
  });
  return { ...page, items };
}

function ownersOf({ ownerBefore, ownerAfter }: HistoryRow): string[] {
  return [ownerBefore, ownerAfter].flatMap((id) => id?.toHexString() ?? []);
}
