import * as passwords from '../../core/passwords/service.ts';
import { startSession } from '../../core/sessions/start-session.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { changePassword } from './change-password.ts';
import * as policy from './policy.ts';
import { passwordsCalls } from './schemas.ts';
import { signIn } from './sign-in.ts';

export const passwordRoutes: Route[] = [
  route(passwordsCalls, 'POST /session/password', {
    summary: 'Open a session with a login ID and a password',
    access: 'public',
    limit: 'sign-ins',
    problems: ['session_required', 'wrong_credentials', 'too_many_attempts'],
    handle: async ({ services, body, request, response, countAsPerson }) => {
      const accountId = await signIn(services, request, body);
      await countAsPerson(accountId);
      const authenticatedAt = services.clock.now();
      return await startSession(services, request, response, { accountId, identity: null, authenticatedAt });
    },
  }),
  route(passwordsCalls, 'GET /account/password', {
    summary: 'Whether I have a password, and since when',
    access: 'signed-in',
    handle: async ({ services, actor }) => {
      const password = await passwords.find(services, actor.account.id);
      return { changedAt: password?.changedAt.toISOString() ?? null };
    },
  }),
  route(passwordsCalls, 'POST /account/password', {
    summary: 'Change my password; my other sessions end',
    access: 'signed-in',
    limit: 'sign-ins',
    action: 'password.change',
    problems: ['no_password', 'wrong_password', 'too_many_attempts', 'weak_password'],
    handle: ({ services, actor, body }) => changePassword(services, authorize(actor, policy.changePassword), body),
  }),
];
