import { startSession } from '../../core/sessions/start-session.ts';
import { type Route, route } from '../../http/route.ts';
import { readSiteRequestCookie } from '../../http/session-cookie.ts';
import { visitorOf } from '../../http/visitor.ts';
import { askToSignUp } from './ask-to-sign-up.ts';
import { signUpsCalls } from './schemas.ts';
import { showSignUp, signUp } from './sign-up.ts';

const deadLinks = ['not_found', 'sign_up_used', 'sign_up_expired'] as const;

export const signUpRoutes: Route[] = [
  route(signUpsCalls, 'POST /site-requests/{uid}/sign-up', {
    summary: 'Ask for an account on the way to a partner’s site; the answer is the same whether there is one or not',
    access: 'public',
    limit: 'sign-ins',
    status: 202,
    problems: ['site_request_expired', 'site_members_only', 'captcha_failed'],
    handle: ({ services, params: { uid }, body, request }) =>
      askToSignUp(
        services,
        visitorOf(request),
        { uid, browserUid: readSiteRequestCookie(request, services.publicUrl, uid) },
        body,
      ),
  }),
  route(signUpsCalls, 'GET /sign-ups/{token}', {
    summary: 'What the link of a new account leads to; opening it changes nothing',
    access: 'public',
    problems: deadLinks,
    handle: ({ services, params: { token } }) => showSignUp(services, token),
  }),
  route(signUpsCalls, 'POST /sign-ups/{token}', {
    summary: 'Make the account, and sign in to it',
    access: 'public',
    limit: 'sign-ins',
    problems: [...deadLinks, 'session_required', 'account_exists', 'weak_password', 'terms_outdated'],
    handle: async ({ services, params: { token }, body, request, response }) => {
      const accountId = await signUp(services, visitorOf(request), token, body);
      const authenticatedAt = services.clock.now();
      return await startSession(services, request, response, { accountId, identity: null, authenticatedAt });
    },
  }),
];
