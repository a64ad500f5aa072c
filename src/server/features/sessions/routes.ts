import { attemptOnMembers } from '../../core/members/refused-member.ts';
import { endSession } from '../../core/sessions/end-sessions.ts';
import * as sessions from '../../core/sessions/service.ts';
import { showSession } from '../../core/sessions/show-session.ts';
import { startSession } from '../../core/sessions/start-session.ts';
import { type Route, route } from '../../http/route.ts';
import { clearSessionCookie } from '../../http/session-cookie.ts';
import { visitorOf } from '../../http/visitor.ts';
import { sessionOf } from '../../platform/actor.ts';
import { authorize } from '../../platform/authorize.ts';
import { offerLink, takeUpOffer } from '../account-links/link-offers.ts';
import { enter } from './enter.ts';
import { endOthers, endOwn, listOwn } from './own-sessions.ts';
import { endSessions, signOutMember } from './policy.ts';
import { sessionsCalls } from './schemas.ts';
import { endOfMember } from './sessions-of-members.ts';

const signInProblems = [
  'session_required',
  'invalid_token',
  'expired_token',
  'assertion_expired',
  'consent_required',
  'interaction_required',
  'account_disabled',
  'login_id_taken',
  'directory_unavailable',
] as const;

export const sessionRoutes: Route[] = [
  route(sessionsCalls, 'GET /session', {
    summary: 'Who I am, what I am to my organization, and what I may do',
    access: 'signed-in',
    tokens: true,
    handle: async ({ services, actor }) => await showSession(services, actor),
  }),
  route(sessionsCalls, 'POST /session', {
    summary: 'Open a session with the token that Teams, Outlook or Microsoft 365 gave to the add-in',
    access: 'public',
    limit: 'sign-ins',
    problems: signInProblems,
    handle: async ({ services, body, request, response, countAsPerson }) => {
      const identity = await services.microsoft.verifyHostToken(body.token);
      await countAsPerson(`${identity.tenantId}:${identity.objectId}`);
      const account = await enter(services, identity, visitorOf(request)).catch((error: unknown) =>
        offerLink(services, response, error),
      );
      const { authenticatedAt } = identity;
      return await startSession(services, request, response, { accountId: account.id, identity, authenticatedAt });
    },
  }),
  route(sessionsCalls, 'POST /session/redeem', {
    summary: 'Open a session with the one-time code that a sign-in popup handed back',
    access: 'public',
    limit: 'sign-ins',
    problems: ['session_required', 'invalid_code', 'login_id_taken', 'secure_connection_required'],
    handle: async ({ services, body, request, response }) => {
      await takeUpOffer(services, response, body.code);
      return await startSession(services, request, response, await sessions.redeemHandover(services, body.code));
    },
  }),
  route(sessionsCalls, 'DELETE /session', {
    summary: 'Sign out',
    access: 'signed-in',
    handle: async ({ services, actor, response }) => {
      await endSession(services, { id: sessionOf(actor).id, accountId: actor.account.id }, 'signed_out');
      clearSessionCookie(response, services.publicUrl);
    },
  }),
  // ACC-7: a person's own sessions.
  route(sessionsCalls, 'GET /account/sessions', {
    summary: 'My sessions of the last 7 days',
    access: 'signed-in',
    problems: ['invalid_cursor'],
    handle: ({ services, actor, query }) => listOwn(services, actor, query),
  }),
  route(sessionsCalls, 'DELETE /account/sessions/{id}', {
    summary: 'End one of my sessions',
    access: 'signed-in',
    action: 'session.end',
    problems: ['not_found'],
    handle: async ({ services, actor, params, response }) => {
      await endOwn(services, authorize(actor, endSessions), params.id);
      if (params.id === sessionOf(actor).id) clearSessionCookie(response, services.publicUrl);
    },
  }),
  route(sessionsCalls, 'DELETE /account/sessions', {
    summary: 'End all my sessions but this one',
    access: 'signed-in',
    action: 'session.end',
    handle: async ({ services, actor }) => ({ ended: await endOthers(services, authorize(actor, endSessions)) }),
  }),
  route(sessionsCalls, 'DELETE /members/{id}/sessions', {
    summary: 'Sign a member out everywhere',
    access: 'member',
    action: 'member.sign-out',
    problems: ['permission_required', 'outranked', 'not_found'],
    handle: ({ services, actor, params: { id } }) =>
      attemptOnMembers(services, { actor, action: 'member.sign-out' }, async () => ({
        ended: await endOfMember(services, authorize(actor, signOutMember), id),
      })),
  }),
];
