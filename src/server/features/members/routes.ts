import { attemptOnMembers } from '../../core/members/refused-member.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { transferRecords } from '../record-transfers/policy.ts';
import { showConsequences } from './consequences.ts';
import { deactivateMembers } from './deactivate-members.ts';
import { deleteMembers } from './delete-members.ts';
import { exportMembers } from './export-members.ts';
import { countMembers, listMembers } from './list-members.ts';
import * as policy from './policy.ts';
import { reactivateMembers } from './reactivate-members.ts';
import { membersCalls } from './schemas.ts';
import { showHistory, showMember } from './show-member.ts';
import { updateMember } from './update-member.ts';

export const memberRoutes: Route[] = [
  route(membersCalls, 'GET /members', {
    summary: 'The members of the organization',
    access: 'member',
    scope: 'members.read',
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) => listMembers(services, authorize(actor, policy.listMembers), query),
  }),
  route(membersCalls, 'GET /members.csv', {
    summary: 'The members that the list would show, as CSV',
    access: 'member',
    action: 'member.export',
    problems: ['permission_required'],
    handle: async ({ services, actor, query }) => ({
      type: 'text/csv',
      headers: { 'Content-Disposition': 'attachment; filename="members.csv"' },
      body: await exportMembers(services, authorize(actor, policy.exportMembers), query),
    }),
  }),
  route(membersCalls, 'GET /members/counts', {
    summary: 'How many people each view of the Users page has',
    access: 'member',
    problems: ['permission_required'],
    handle: ({ services, actor }) => countMembers(services, authorize(actor, policy.listMembers)),
  }),
  route(membersCalls, 'GET /members/{id}', {
    summary: 'One member, with what they hold and what can be done to them',
    access: 'member',
    scope: 'members.read',
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, params: { id } }) =>
      showMember(services, authorize(actor, policy.viewMember, { id }), id),
  }),
  route(membersCalls, 'GET /members/{id}/history', {
    summary: 'What a member did and what was done to them, the latest first',
    access: 'member',
    problems: ['permission_required', 'not_found', 'invalid_cursor'],
    handle: ({ services, actor, params: { id }, query }) =>
      showHistory(services, authorize(actor, policy.viewMember, { id }), id, query),
  }),
  route(membersCalls, 'PATCH /members/{id}', {
    summary: 'Give a member another profile or role',
    access: 'member',
    scope: 'members.write',
    action: 'member.update',
    problems: [
      'permission_required',
      'outranked',
      'role_above_yours',
      'not_found',
      'last_manager',
      'last_administrator',
    ],
    handle: async ({ services, actor, params: { id }, body }) => {
      await attemptOnMembers(services, { actor, action: 'member.update' }, () =>
        updateMember(services, authorize(actor, policy.updateMember), id, body),
      );
      return showMember(services, authorize(actor, policy.viewMember, { id }), id);
    },
  }),
  route(membersCalls, 'POST /members/consequences', {
    summary: 'What deactivating, reactivating or deleting members would mean; changes nothing',
    access: 'member',
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, body }) => showConsequences(services, authorize(actor, policy.listMembers), body),
  }),
  route(membersCalls, 'POST /members/deactivate', {
    summary: 'Deactivate members and, with `transfer`, start to hand over their records',
    access: 'member',
    scope: 'members.write',
    action: 'member.deactivate',
    problems: [
      'permission_required',
      'outranked',
      'not_found',
      'cannot_deactivate_self',
      'last_manager',
      'last_administrator',
      'owner_inactive',
    ],
    handle: ({ services, actor, body: { transfer, ...body } }) => {
      const handOver = transfer ? { authorized: authorize(actor, transferRecords), to: transfer } : null;
      return attemptOnMembers(services, { actor, action: 'member.deactivate' }, () =>
        deactivateMembers(services, authorize(actor, policy.deactivateMembers), body, handOver),
      );
    },
  }),
  route(membersCalls, 'POST /members/reactivate', {
    summary: 'Reactivate inactive members, as long as seats are free',
    access: 'member',
    scope: 'members.write',
    action: 'member.reactivate',
    problems: ['permission_required', 'outranked', 'not_found', 'seats_exhausted'],
    handle: ({ services, actor, body }) =>
      attemptOnMembers(services, { actor, action: 'member.reactivate' }, () =>
        reactivateMembers(services, authorize(actor, policy.reactivateMembers), body),
      ),
  }),
  route(membersCalls, 'POST /members/delete', {
    summary: 'Delete inactive members for good, with everything that names them',
    access: 'member',
    action: 'member.delete',
    problems: ['permission_required', 'outranked', 'not_found', 'member_active', 'records_owned'],
    handle: ({ services, actor, body }) =>
      attemptOnMembers(services, { actor, action: 'member.delete' }, () =>
        deleteMembers(services, authorize(actor, policy.deleteMembers), body),
      ),
  }),
  route(membersCalls, 'DELETE /members/{id}', {
    summary: 'Delete an inactive member for good, with everything that names them',
    access: 'member',
    action: 'member.delete',
    problems: ['permission_required', 'outranked', 'not_found', 'member_active', 'records_owned'],
    handle: async ({ services, actor, params: { id } }) => {
      await attemptOnMembers(services, { actor, action: 'member.delete' }, () =>
        deleteMembers(services, authorize(actor, policy.deleteMembers), { ids: [id], atomic: true }),
      );
    },
  }),
];
