import * as accounts from '../../core/accounts/service.ts';
import { startSession } from '../../core/sessions/start-session.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import { freeLoginId } from './free-login-id.ts';
import { type Linked, linkAccount, linkOffered, unlinkAccount } from './link-account.ts';
import { findOffer } from './link-offers.ts';
import * as policy from './policy.ts';
import { accountLinksCalls } from './schemas.ts';

export const accountLinkRoutes: Route[] = [
  route(accountLinksCalls, 'GET /account/link', {
    summary: 'Whether a Microsoft identity is linked to my account',
    access: 'signed-in',
    handle: async ({ services, actor }) => {
      const account = await accounts.findById(services, actor.account.id);
      const linkedAt = account?.identities.find((identity) => identity.linkedAt)?.linkedAt;
      return { linkedAt: linkedAt?.toISOString() ?? null };
    },
  }),
  route(accountLinksCalls, 'POST /account/link', {
    summary: 'Prove that a Foyer account is mine, link my Microsoft identity to it, and sign in to it',
    access: 'public',
    limit: 'sign-ins',
    action: 'account.link',
    problems: [
      'already_linked',
      'identity_linked',
      'invited_login_id',
      'login_id_mismatch',
      'microsoft_sign_in_required',
      'session_required',
      'too_many_attempts',
      'wrong_answer',
      'wrong_credentials',
    ],
    handle: async ({ services, actor, body, request, response }) => {
      const offer = await findOffer(services, request);
      let linked: Linked;
      // With a session, an offer counts only for its own login ID.
      if (offer && (!actor || offer.loginId === normalizeLoginId(body.loginId))) {
        linked = await linkOffered(services, request, offer, body);
      } else {
        if (!actor) throw new Problem('session_required');
        linked = await linkAccount(services, request, authorize(actor, policy.linkAccount), body);
      }
      return await startSession(services, request, response, { ...linked, authenticatedAt: services.clock.now() });
    },
  }),
  route(accountLinksCalls, 'GET /account/link/offer', {
    summary:
      'The login ID that the last sign-in with Microsoft in this browser has to prove, before there is a session',
    access: 'public',
    handle: async ({ services, request }) => ({ loginId: (await findOffer(services, request))?.loginId ?? null }),
  }),
  route(accountLinksCalls, 'POST /login-ids/free', {
    summary: 'Free a login ID of our own domains that an account with a password has',
    access: 'member',
    action: 'account.free-login-id',
    problems: [
      'permission_required',
      'not_found',
      'already_linked',
      'directory_unavailable',
      'login_id_domain',
      'login_id_elsewhere',
      'member_active',
    ],
    handle: ({ services, actor, body }) => freeLoginId(services, authorize(actor, policy.freeLoginId), body.loginId),
  }),
  route(accountLinksCalls, 'POST /account/unlink', {
    summary: 'Unlink the Microsoft identity from my account; all other sessions end',
    access: 'signed-in',
    limit: 'sign-ins',
    action: 'account.unlink',
    problems: ['no_password', 'not_linked', 'too_many_attempts', 'wrong_password'],
    handle: async ({ services, actor, body, request, response }) => {
      await unlinkAccount(services, authorize(actor, policy.unlinkAccount), body.password);
      return await startSession(services, request, response, {
        accountId: actor.account.id,
        identity: null,
        authenticatedAt: services.clock.now(),
      });
    },
  }),
];
