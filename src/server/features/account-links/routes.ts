import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import * as accounts from '../accounts/service.ts';
import { sessionSchema } from '../sessions/schemas.ts';
import { startSession } from '../sessions/start-session.ts';
import { linkAccount } from './link-account.ts';
import * as policy from './policy.ts';
import { accountLinkSchema, linkAccountBody, unlinkAccountBody } from './schemas.ts';
import { unlinkAccount } from './unlink-account.ts';

export const accountLinkRoutes: Route[] = [
  route({
    method: 'get',
    path: '/account/link',
    summary: 'Whether a Microsoft identity is linked to my account',
    access: 'signed-in',
    response: accountLinkSchema,
    handle: async ({ services, actor }) => {
      const account = await accounts.findById(services, actor.account.id);
      const linkedAt = account?.identities.find((identity) => identity.linkedAt)?.linkedAt;
      return { linkedAt: linkedAt?.toISOString() ?? null };
    },
  }),
  route({
    method: 'post',
    path: '/account/link',
    summary: 'Link my Microsoft identity to a Foyer account with another login ID, and sign in to that account',
    access: 'signed-in',
    limit: 'sign-ins',
    action: 'account.link',
    body: linkAccountBody,
    response: sessionSchema,
    problems: [
      'already_linked',
      'identity_linked',
      'invited_login_id',
      'microsoft_sign_in_required',
      'too_many_attempts',
      'wrong_credentials',
    ],
    handle: async ({ services, actor, body, request, response }) => {
      const linked = await linkAccount(services, request, authorize(actor, policy.linkAccount), body);
      return await startSession(services, request, response, { ...linked, authenticatedAt: services.clock.now() });
    },
  }),
  route({
    method: 'post',
    path: '/account/unlink',
    summary: 'Unlink the Microsoft identity from my account; all other sessions end',
    access: 'signed-in',
    limit: 'sign-ins',
    action: 'account.unlink',
    body: unlinkAccountBody,
    response: sessionSchema,
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
