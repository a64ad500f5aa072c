import type { QueryFilter } from 'mongoose';
import { type RecordRow, recordModel } from '../../core/records/model.ts';
import type { Module } from '../../core/records/schemas.ts';
import { findRecord, visible } from '../../core/records/visibility.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { type ListOrder, listPage, type Page } from '../../platform/cursor.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { present, type RecordView } from './present.ts';
import { isSoonerInOrder } from './rules.ts';
import type { RecordsQuery } from './schemas.ts';

const keys = { name: 'titleKey', updated: 'updatedAt', date: 'dateKey' } as const;

/** REC-1, REC-2: the records of one kind that the actor sees. */
export async function listRecords(
  services: Services,
  { actor }: Authorized<'record.list'>,
  module: Module,
  { search, ownerId, sort, limit, cursor }: RecordsQuery,
): Promise<Page<RecordView>> {
  const filter = { ...(await visible(services, actor, ownerId)), module, ...startsWords('words', search) };
  const order = orderOf(sort);
  const hint = search ? undefined : await hintOf(services, actor.organization.id, module, { filter, order, limit });
  const page = await listPage(recordModel(services.db), { filter, order, limit, cursor, hint }, (row) => row);
  return { ...page, items: await present(services, actor, page.items) };
}

/** @throws Problem `not_found`, also for a record that the actor may not see. */
export async function showRecord(
  services: Services,
  { actor }: Authorized<'record.list'>,
  module: Module,
  recordId: string,
): Promise<RecordView> {
  const [record] = await present(services, actor, [await findRecord(services, actor, module, recordId)]);
  if (!record) throw new TypeError('A record was found and not presented.');
  return record;
}

/**
 * Those who see the records of everybody, or of many, read them in their order; for one owner, and for few records, there
 * are indexes.
 */
async function hintOf(
  { db }: Services,
  organizationId: string,
  module: Module,
  { filter, order, limit }: { filter: QueryFilter<RecordRow>; order: ListOrder; limit: number },
): Promise<Record<string, 1> | undefined> {
  const isOne = typeof filter.ownerId === 'string';
  const [key] = order;
  if (isOne || !key) return undefined;
  const inOrder = { organizationId: 1, module: 1, [key[0]]: 1, _id: 1 } as const;
  if (filter.ownerId === undefined) return inOrder;
  const [seen, total] = await Promise.all([
    recordModel(db).countDocuments(filter),
    recordModel(db).countDocuments({ organizationId, module }),
  ]);
  return isSoonerInOrder({ seen, total, limit }) ? inOrder : undefined;
}

function orderOf(sort: RecordsQuery['sort']): ListOrder {
  const direction = sort.startsWith('-') ? -1 : 1;
  const key = keys[sort.replace('-', '') as keyof typeof keys];
  return [
    [key, direction],
    ['_id', direction],
  ];
}
