import { requireExtension } from '../../core/extensions/service.ts';
import * as owners from '../../core/members/owners.ts';
import { MODULES, type Module } from '../../core/records/schemas.ts';
import { countOwned } from '../../core/records/service.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import * as change from './change-records.ts';
import { findByAddress } from './find-by-address.ts';
import { listRecords, showRecord } from './list-records.ts';
import * as policy from './policy.ts';
import { recordsCalls } from './schemas.ts';
import { showTimeline } from './show-timeline.ts';

/** The same calls for each kind of record, each with its own fields. */
function routesOf(module: Module): Route[] {
  return [
    route(recordsCalls, `GET /records/${module}`, {
      summary: `The ${module} that one sees: one's own and those of the roles below`,
      access: 'member',
      problems: ['invalid_cursor'],
      handle: ({ services, actor, query }) =>
        typed(listRecords(services, authorize(actor, policy.listRecords), module, query)),
    }),
    route(recordsCalls, `POST /records/${module}`, {
      summary: `Create one of the ${module}`,
      access: 'member',
      action: 'record.create',
      status: 201,
      problems: ['owner_inactive', 'not_found'],
      handle: ({ services, actor, body }) =>
        typed(change.createRecord(services, authorize(actor, policy.createRecord), module, body)),
    }),
    route(recordsCalls, `GET /records/${module}/{id}`, {
      summary: `One of the ${module}`,
      access: 'member',
      problems: ['not_found'],
      handle: ({ services, actor, params: { id } }) =>
        typed(showRecord(services, authorize(actor, policy.listRecords), module, id)),
    }),
    route(recordsCalls, `PATCH /records/${module}/{id}`, {
      summary: `Change one of the ${module} or give it to another owner`,
      access: 'member',
      action: 'record.update',
      problems: ['not_found', 'owner_inactive'],
      handle: ({ services, actor, params: { id }, body }) =>
        typed(change.updateRecord(services, authorize(actor, policy.updateRecord), module, id, body)),
    }),
    route(recordsCalls, `DELETE /records/${module}/{id}`, {
      summary: `Remove one of the ${module} with its history`,
      access: 'member',
      action: 'record.delete',
      problems: ['not_found'],
      handle: ({ services, actor, params: { id } }) =>
        change.deleteRecord(services, authorize(actor, policy.deleteRecord), module, id),
    }),
    route(recordsCalls, `GET /records/${module}/{id}/timeline`, {
      summary: 'What happened to the record and the messages kept for it, the latest first',
      access: 'member',
      problems: ['not_found', 'invalid_cursor'],
      handle: ({ services, actor, params: { id }, query }) =>
        showTimeline(services, authorize(actor, policy.listRecords), module, id, query),
    }),
  ];
}

/** Records have the fields of their kind, as the schema of the answer checks. */
async function typed<Answer>(found: Promise<unknown>): Promise<Answer> {
  return (await found) as Answer;
}

export const recordRoutes: Route[] = [
  route(recordsCalls, 'GET /records/owners', {
    summary: 'The active members, to whom a record can be given',
    access: 'member',
    problems: ['invalid_cursor'],
    handle: ({ services, actor, query }) => owners.listOwners(services, authorize(actor, policy.listOwners), query),
  }),
  route(recordsCalls, 'GET /records/by-address', {
    summary: 'The records with these addresses that one sees, for the open message in Outlook',
    access: 'member',
    problems: ['extension_inactive'],
    handle: async ({ services, actor, query: { address } }) => {
      requireExtension(actor, 'outlook');
      return await findByAddress(services, authorize(actor, policy.listRecords), address);
    },
  }),
  route(recordsCalls, 'GET /records/counts', {
    summary: 'How many records of each kind a member owns',
    access: 'member',
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, query: { memberId } }) =>
      countOwned(services, authorize(actor, policy.countRecords, { memberId }), memberId),
  }),
  ...MODULES.flatMap(routesOf),
];
