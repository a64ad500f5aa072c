import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import * as policy from './policy.ts';
import { apiTokensCalls } from './schemas.ts';
import { createToken, listTokens, revokeToken } from './service.ts';

/** ACC-9: a person's tokens, listed, made and ended only in person. */
export const apiTokenRoutes: Route[] = [
  route(apiTokensCalls, 'GET /account/tokens', {
    summary: 'My personal API tokens, without their secrets',
    access: 'signed-in',
    problems: ['invalid_cursor'],
    handle: ({ services, actor, query }) => listTokens(services, authorize(actor, policy.manageOwnTokens), query),
  }),
  route(apiTokensCalls, 'POST /account/tokens', {
    summary: 'Make a personal API token; it is shown this once',
    access: 'member',
    tokens: false,
    action: 'api-token.create',
    status: 201,
    problems: ['api_token_limit'],
    handle: ({ services, actor, body }) => createToken(services, authorize(actor, policy.createToken), body),
  }),
  route(apiTokensCalls, 'DELETE /account/tokens/{id}', {
    summary: 'Revoke one of my tokens; it is refused on its next call',
    access: 'signed-in',
    action: 'api-token.revoke',
    problems: ['not_found'],
    handle: ({ services, actor, params }) => revokeToken(services, authorize(actor, policy.manageOwnTokens), params.id),
  }),
];
