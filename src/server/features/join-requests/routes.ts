import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { askToJoin } from './ask-to-join.ts';
import { approveJoinRequest, declineJoinRequest, withdrawJoinRequest } from './decide.ts';
import * as policy from './policy.ts';
import { authorizeOn, findRequest, listJoinRequests, owned, showRequest } from './read-requests.ts';
import { joinRequestsCalls } from './schemas.ts';

const notOpen = ['not_found', 'permission_required', 'already_decided', 'request_withdrawn'] as const;

export const joinRequestRoutes: Route[] = [
  route(joinRequestsCalls, 'POST /join-requests', {
    summary: 'Ask to join the organization of the own tenant; while a request is pending, asking again returns it',
    access: 'signed-in',
    action: 'join-request.ask',
    status: 201,
    problems: ['not_found', 'already_member', 'member_inactive', 'already_invited', 'ask_again_later'],
    handle: ({ services, actor, body }) => askToJoin(services, authorize(actor, policy.askToJoin), body),
  }),
  route(joinRequestsCalls, 'GET /join-requests', {
    summary: 'Who asks to join; pending requests with the oldest first',
    access: 'member',
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) =>
      listJoinRequests(services, authorize(actor, policy.listJoinRequests), query),
  }),
  route(joinRequestsCalls, 'GET /join-requests/{id}', {
    summary: 'One request, for approvers and the person who asked',
    access: 'signed-in',
    action: 'join-request.view',
    problems: ['not_found', 'permission_required'],
    handle: ({ services, actor, params: { id } }) => showRequest(services, actor, id),
  }),
  route(joinRequestsCalls, 'POST /join-requests/{id}/approve', {
    summary: 'Let the person in, with profile and role',
    access: 'signed-in',
    action: 'join-request.approve',
    problems: [
      ...notOpen,
      'role_above_yours',
      'seats_exhausted',
      'login_id_mismatch',
      'directory_user_unavailable',
      'directory_unavailable',
      'already_member',
    ],
    async handle({ services, actor, params: { id }, body }) {
      const request = await findRequest(services, actor, id);
      const about = { actor, action: 'join-request.approve', row: request } as const;
      const authorized = await authorizeOn(services, about, () => authorize(actor, policy.approveJoinRequest));
      return await approveJoinRequest(services, authorized, request, body);
    },
  }),
  route(joinRequestsCalls, 'POST /join-requests/{id}/decline', {
    summary: 'Decline a request, with a reason or without',
    access: 'signed-in',
    action: 'join-request.decline',
    problems: notOpen,
    async handle({ services, actor, params: { id }, body }) {
      const request = await findRequest(services, actor, id);
      const about = { actor, action: 'join-request.decline', row: request } as const;
      const authorized = await authorizeOn(services, about, () => authorize(actor, policy.declineJoinRequest));
      return await declineJoinRequest(services, authorized, request, body);
    },
  }),
  route(joinRequestsCalls, 'POST /join-requests/{id}/withdraw', {
    summary: 'Withdraw the own request',
    access: 'signed-in',
    action: 'join-request.withdraw',
    problems: notOpen,
    async handle({ services, actor, params: { id } }) {
      const request = await findRequest(services, actor, id);
      return await withdrawJoinRequest(services, authorize(actor, policy.withdrawJoinRequest, owned(request)), id);
    },
  }),
];
