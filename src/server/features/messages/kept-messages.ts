import { findOwners, namesOf } from '../../core/members/owners.ts';
import { type ListOrder, listPage, type Page } from '../../platform/cursor.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { type MessageRow, messageModel } from './model.ts';
import type { Message } from './schemas.ts';

/** What is shown of a kept message wherever it is listed. */
export type Summary = Pick<
  Message,
  'id' | 'at' | 'keptBy' | 'subject' | 'from' | 'to' | 'cc' | 'preview' | 'mailbox' | 'keptAt'
> & { attachments: number };

/** REC-4: the messages that are tied to a record, in the timeline's order; the caller has seen that it may be read. */
export async function listKept(
  services: Services,
  { organizationId, recordId }: { organizationId: string; recordId: string },
  query: { search?: string | undefined; order: ListOrder; limit: number; cursor?: string | undefined },
): Promise<Page<Summary>> {
  const page = await listPage(
    messageModel(services.db),
    {
      filter: { organizationId, recordIds: recordId, ...startsWords('words', query.search) },
      order: query.order,
      limit: query.limit,
      cursor: query.cursor,
    },
    (row) => row,
  );
  return { ...page, items: await summarize(services, organizationId, page.items) };
}

export async function summarize(
  services: Services,
  organizationId: string,
  rows: readonly MessageRow[],
): Promise<Summary[]> {
  const [keepers, owners] = await Promise.all([
    namesOf(
      services,
      organizationId,
      rows.map(({ keptBy }) => keptBy),
    ),
    findOwners(
      services,
      organizationId,
      rows.map(({ memberId }) => memberId),
    ),
  ]);
  return rows.map(({ _id, at, undated, keptBy, subject, from, to, cc, preview, attachments, memberId, keptAt }) => ({
    id: _id,
    at: undated ? null : at.toISOString(),
    keptBy: keepers.get(keptBy) ?? null,
    subject,
    from: from.map(person),
    to: to.map(person),
    cc: cc.map(person),
    preview,
    attachments: attachments.length,
    mailbox: owners.get(memberId)?.fullName ?? null,
    keptAt: keptAt.toISOString(),
  }));
}

function person({ name, address }: MessageRow['from'][number]): MessageRow['from'][number] {
  return { name, address };
}
