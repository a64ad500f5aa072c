import { startSession } from '../../core/sessions/start-session.ts';
import { type Route, route } from '../../http/route.ts';
import { visitorOf } from '../../http/visitor.ts';
import { authorize } from '../../platform/authorize.ts';
import { acceptByLink, acceptMine, acceptWithPassword } from './accept-invitation.ts';
import { invitePeople } from './invite-people.ts';
import { resendInvitation, revokeInvitation } from './lifecycle.ts';
import { listInvitations } from './list-invitations.ts';
import { showLink } from './open-link.ts';
import * as policy from './policy.ts';
import { invitationsCalls } from './schemas.ts';

const deadLinks = ['not_found', 'link_expired', 'link_replaced', 'link_revoked', 'link_used'] as const;

const acceptRefusals = [
  'already_member',
  'directory_unavailable',
  'directory_user_unavailable',
  'invitation_not_pending',
  'login_id_mismatch',
  'seats_exhausted',
  'terms_outdated',
] as const;

export const invitationRoutes: Route[] = [
  route(invitationsCalls, 'POST /invitations', {
    summary: 'Invite people of the tenant, or anybody by e-mail address, each with an outcome of their own',
    access: 'member',
    action: 'invitation.create',
    problems: ['permission_required', 'role_above_yours', 'not_found', 'directory_unavailable'],
    handle: ({ services, actor, body }) => invitePeople(services, authorize(actor, policy.invitePeople), body),
  }),
  route(invitationsCalls, 'GET /invitations', {
    summary: 'Who is invited, the latest first',
    access: 'member',
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) => listInvitations(services, authorize(actor, policy.listInvitations), query),
  }),
  route(invitationsCalls, 'POST /invitations/{id}/resend', {
    summary: 'Send an invitation again, with a new link',
    access: 'member',
    action: 'invitation.resend',
    problems: [
      'permission_required',
      'role_above_yours',
      'outranked',
      'not_found',
      'invitation_not_pending',
      'resend_limit',
      'already_invited',
      'already_member',
    ],
    handle: ({ services, actor, params: { id } }) =>
      resendInvitation(services, authorize(actor, policy.resendInvitation), id),
  }),
  route(invitationsCalls, 'DELETE /invitations/{id}', {
    summary: 'Take an invitation back',
    access: 'member',
    action: 'invitation.revoke',
    problems: ['permission_required', 'not_found', 'invitation_not_pending'],
    handle: ({ services, actor, params: { id } }) =>
      revokeInvitation(services, authorize(actor, policy.revokeInvitation), id),
  }),
  route(invitationsCalls, 'GET /invitations/link/{token}', {
    summary: 'What the link of an invitation leads to; opening it changes nothing',
    access: 'public',
    problems: deadLinks,
    handle: ({ services, actor, params: { token } }) => showLink(services, actor, token),
  }),
  route(invitationsCalls, 'POST /invitations/link/{token}/accept', {
    summary: 'Accept the invitation that a link leads to',
    access: 'signed-in',
    action: 'invitation.accept',
    problems: [...deadLinks, ...acceptRefusals],
    handle: ({ services, actor, params: { token }, body: { termsVersion } }) =>
      acceptByLink(services, authorize(actor, policy.acceptInvitation), token, termsVersion),
  }),
  route(invitationsCalls, 'POST /invitations/link/{token}/password', {
    summary: 'Accept the invitation that a link leads to with a new account that has a password, and sign in to it',
    access: 'public',
    limit: 'sign-ins',
    problems: [
      ...deadLinks,
      'session_required',
      'account_exists',
      'already_member',
      'invitation_not_pending',
      'microsoft_sign_in_required',
      'seats_exhausted',
      'terms_outdated',
      'weak_password',
    ],
    handle: async ({ services, params: { token }, body, request, response }) => {
      const accountId = await acceptWithPassword(services, visitorOf(request), token, body);
      const authenticatedAt = services.clock.now();
      return await startSession(services, request, response, { accountId, identity: null, authenticatedAt });
    },
  }),
  route(invitationsCalls, 'POST /invitations/mine/accept', {
    summary: 'Accept the open invitation of the person who is signed in',
    access: 'signed-in',
    action: 'invitation.accept',
    problems: ['no_invitation', ...acceptRefusals],
    handle: ({ services, actor, body: { termsVersion } }) =>
      acceptMine(services, authorize(actor, policy.acceptInvitation), termsVersion),
  }),
];
