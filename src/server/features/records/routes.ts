import { z } from 'zod';
import { requireExtension } from '../../core/extensions/require-extension.ts';
import * as owners from '../../core/members/owners.ts';
import { MODULES, type Module, recordCountsSchema } from '../../core/records/schemas.ts';
import { countOwned } from '../../core/records/service.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import * as change from './change-records.ts';
import { findByAddress } from './find-by-address.ts';
import { listRecords, showRecord } from './list-records.ts';
import * as policy from './policy.ts';
import type { RecordView } from './present.ts';
import * as schemas from './schemas.ts';
import { showTimeline } from './show-timeline.ts';

const params = z.strictObject({ id: idSchema });

/** The same calls for each kind of record, each with its own fields. */
function routesOf(module: Module): Route[] {
  const path = `/records/${module}`;
  const record = schemas.RECORDS[module] as unknown as z.ZodType<RecordView, RecordView>;
  const page = schemas.RECORD_PAGES[module] as unknown as z.ZodType<RecordPage, RecordPage>;
  return [
    route({
      method: 'get',
      path,
      summary: `The ${module} that one sees: one's own and those of the roles below`,
      access: 'member',
      query: schemas.recordsQuery,
      response: page,
      problems: ['invalid_cursor'],
      handle: ({ services, actor, query }) =>
        listRecords(services, authorize(actor, policy.listRecords), module, query),
    }),
    route({
      method: 'post',
      path,
      summary: `Create one of the ${module}`,
      access: 'member',
      action: 'record.create',
      body: schemas.CREATE_BODIES[module],
      status: 201,
      response: record,
      problems: ['owner_inactive', 'not_found'],
      handle: ({ services, actor, body }) =>
        change.createRecord(services, authorize(actor, policy.createRecord), module, body),
    }),
    route({
      method: 'get',
      path: `${path}/{id}`,
      summary: `One of the ${module}`,
      access: 'member',
      params,
      response: record,
      problems: ['not_found'],
      handle: ({ services, actor, params: { id } }) =>
        showRecord(services, authorize(actor, policy.listRecords), module, id),
    }),
    route({
      method: 'patch',
      path: `${path}/{id}`,
      summary: `Change one of the ${module} or give it to another owner`,
      access: 'member',
      action: 'record.update',
      params,
      body: schemas.UPDATE_BODIES[module],
      response: record,
      problems: ['not_found', 'owner_inactive'],
      handle: ({ services, actor, params: { id }, body }) =>
        change.updateRecord(services, authorize(actor, policy.updateRecord), module, id, body),
    }),
    route({
      method: 'delete',
      path: `${path}/{id}`,
      summary: `Remove one of the ${module} with its history`,
      access: 'member',
      action: 'record.delete',
      params,
      problems: ['not_found'],
      handle: ({ services, actor, params: { id } }) =>
        change.deleteRecord(services, authorize(actor, policy.deleteRecord), module, id),
    }),
    route({
      method: 'get',
      path: `${path}/{id}/timeline`,
      summary: 'What happened to the record and the messages kept for it, the latest first',
      access: 'member',
      params,
      query: schemas.timelineQuery,
      response: schemas.timelinePageSchema,
      problems: ['not_found', 'invalid_cursor'],
      handle: ({ services, actor, params: { id }, query }) =>
        showTimeline(services, authorize(actor, policy.listRecords), module, id, query),
    }),
  ];
}

interface RecordPage {
  items: RecordView[];
  nextCursor: string | null;
  total: number;
}

export const recordRoutes: Route[] = [
  route({
    method: 'get',
    path: '/records/owners',
    summary: 'The active members, to whom a record can be given',
    access: 'member',
    query: schemas.ownersQuery,
    response: schemas.ownerPageSchema,
    problems: ['invalid_cursor'],
    handle: ({ services, actor, query }) => owners.listOwners(services, authorize(actor, policy.listOwners), query),
  }),
  route({
    method: 'get',
    path: '/records/by-address',
    summary: 'The records with these addresses that one sees, for the open message in Outlook',
    access: 'member',
    query: schemas.byAddressQuery,
    response: schemas.byAddressSchema,
    problems: ['extension_inactive'],
    handle: async ({ services, actor, query: { address } }) => {
      await requireExtension(services, actor, 'outlook');
      return await findByAddress(services, authorize(actor, policy.listRecords), address);
    },
  }),
  route({
    method: 'get',
    path: '/records/counts',
    summary: 'How many records of each kind a member owns',
    access: 'member',
    query: schemas.countsQuery,
    response: recordCountsSchema,
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, query: { memberId } }) =>
      countOwned(services, authorize(actor, policy.countRecords, { memberId }), memberId),
  }),
  ...MODULES.flatMap(routesOf),
];
