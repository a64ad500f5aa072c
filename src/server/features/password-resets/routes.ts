import { startSession } from '../../core/sessions/start-session.ts';
import { type Route, route } from '../../http/route.ts';
import { visitorOf } from '../../http/visitor.ts';
import { askForReset } from './ask-for-reset.ts';
import { resetPassword, showReset } from './reset-password.ts';
import { passwordResetsCalls } from './schemas.ts';

const deadLinks = ['not_found', 'reset_ended', 'reset_expired', 'reset_used', 'no_password'] as const;

export const passwordResetRoutes: Route[] = [
  route(passwordResetsCalls, 'POST /password-resets', {
    summary: 'Ask for a link to set a new password; the answer is the same whether there is such an account or not',
    access: 'public',
    limit: 'sign-ins',
    status: 202,
    problems: ['captcha_failed'],
    handle: ({ services, body, request }) => askForReset(services, visitorOf(request), body),
  }),
  route(passwordResetsCalls, 'GET /password-resets/{token}', {
    summary: 'What the link of a reset leads to; opening it changes nothing',
    access: 'public',
    problems: deadLinks,
    handle: ({ services, params: { token } }) => showReset(services, token),
  }),
  route(passwordResetsCalls, 'POST /password-resets/{token}', {
    summary: 'Set a new password and sign in; all other sessions end',
    access: 'public',
    limit: 'sign-ins',
    problems: [...deadLinks, 'session_required', 'weak_password', 'wrong_answer', 'too_many_attempts'],
    handle: async ({ services, params: { token }, body, request, response }) => {
      const accountId = await resetPassword(services, visitorOf(request), token, body);
      const authenticatedAt = services.clock.now();
      return await startSession(services, request, response, { accountId, identity: null, authenticatedAt });
    },
  }),
];
