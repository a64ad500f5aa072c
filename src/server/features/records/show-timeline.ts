import * as owners from '../../core/members/owners.ts';
import { type HistoryRow, historyModel } from '../../core/records/model.ts';
import type { Module } from '../../core/records/schemas.ts';
import { findRecord } from '../../core/records/visibility.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { encodeCursor, type ListOrder, listPage, type Page } from '../../platform/cursor.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { listKept, type Summary } from '../messages/kept-messages.ts';
import type { TimelineEntry, TimelineQuery } from './schemas.ts';

/** Of both kinds of entries, so that a cursor of the whole is good for each. */
const order: ListOrder = [
  ['at', -1],
  ['_id', -1],
];

const none: Page<never> = { items: [], nextCursor: null, total: 0 };

/**
 * REC-4: what happened to a record and the messages that were kept for it, the latest first.
 * @throws Problem `not_found`, also for a record that the actor may not see.
 */
export async function showTimeline(
  services: Services,
  { actor }: Authorized<'record.list'>,
  module: Module,
  id: string,
  { show, ...query }: TimelineQuery,
): Promise<Page<TimelineEntry>> {
  const organizationId = actor.organization.id;
  const { _id: recordId } = await findRecord(services, actor, module, id);
  const [history, messages] = await Promise.all([
    show === 'messages' ? none : listHistory(services, { organizationId, recordId }, query),
    show === 'history' ? none : listKept(services, { organizationId, recordId }, { ...query, order }),
  ]);
  const entries = [...history.items, ...messages.items.map(toEntry)].toSorted(latestFirst);
  const items = entries.slice(0, query.limit);
  const last = items.at(-1);
  const hasMore = entries.length > items.length || history.nextCursor !== null || messages.nextCursor !== null;
  return {
    items,
    nextCursor: hasMore && last ? cursorAt(last) : null,
    total: history.total + messages.total,
  };
}

type Place = { organizationId: string; recordId: HistoryRow['recordId'] };

async function listHistory(
  services: Services,
  { organizationId, recordId }: Place,
  { search, limit, cursor }: Omit<TimelineQuery, 'show'>,
): Promise<Page<TimelineEntry>> {
  const page = await listPage(
    historyModel(services.db),
    { filter: { organizationId, recordId, ...startsWords('words', search) }, order, limit, cursor },
    (row) => row,
  );
  const [people, members] = await Promise.all([
    owners.namesOf(
      services,
      organizationId,
      page.items.map(({ byAccountId }) => byAccountId),
    ),
    owners.findOwners(services, organizationId, page.items.flatMap(ownersOf)),
  ]);
  const nameOf = (memberId: HistoryRow['ownerBefore']) => (memberId && members.get(memberId)?.fullName) || null;
  const items = page.items.map((row): TimelineEntry => {
    const { kind, changes, importId, transferId } = row;
    const event = {
      id: row._id,
      at: row.at.toISOString(),
      by: people.get(row.byAccountId) ?? null,
    };
    if (kind === 'created') return { kind, ...event, imported: importId !== null };
    if (kind === 'changed') return { kind, ...event, changes };
    const { ownerBefore, ownerAfter } = row;
    return { kind, ...event, before: nameOf(ownerBefore), after: nameOf(ownerAfter), transferred: transferId !== null };
  });
  return { ...page, items };
}

function toEntry({ keptBy, ...message }: Summary): TimelineEntry {
  return { kind: 'message', by: keptBy, ...message };
}

/** Where an entry stands: an undated message when it was kept. */
function placeOf(entry: TimelineEntry): string {
  return entry.kind === 'message' ? (entry.at ?? entry.keptAt) : entry.at;
}

function latestFirst(a: TimelineEntry, b: TimelineEntry): number {
  const [one, other] = [placeOf(a), placeOf(b)];
  if (one !== other) return one < other ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/** As `listPage` would write it. */
function cursorAt(entry: TimelineEntry): string {
  return encodeCursor([new Date(placeOf(entry)), entry.id]);
}

function ownersOf({ ownerBefore, ownerAfter }: HistoryRow): string[] {
  return [ownerBefore, ownerAfter].flatMap((id) => id ?? []);
}
