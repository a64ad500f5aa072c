import { z } from 'zod';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import * as policy from './policy.ts';
import { createdTokenSchema, createTokenBody, ownTokensQuery, ownTokensSchema } from './schemas.ts';
import { createToken, listTokens, revokeToken } from './service.ts';

/** ACC-9: a person's tokens, which only the person in person sees, makes and ends. */
export const apiTokenRoutes: Route[] = [
  route({
    method: 'get',
    path: '/account/tokens',
    summary: 'My personal API tokens, without their secrets',
    access: 'signed-in',
    query: ownTokensQuery,
    response: ownTokensSchema,
    problems: ['invalid_cursor'],
    handle: ({ services, actor, query }) => listTokens(services, authorize(actor, policy.manageOwnTokens), query),
  }),
  route({
    method: 'post',
    path: '/account/tokens',
    summary: 'Make a personal API token; it is shown this once',
    access: 'member',
    tokens: false,
    action: 'api-token.create',
    body: createTokenBody,
    status: 201,
    response: createdTokenSchema,
    problems: ['api_token_limit'],
    handle: ({ services, actor, body }) => createToken(services, authorize(actor, policy.createToken), body),
  }),
  route({
    method: 'delete',
    path: '/account/tokens/{id}',
    summary: 'Revoke one of my tokens; it is refused on its next call',
    access: 'signed-in',
    action: 'api-token.revoke',
    params: z.strictObject({ id: idSchema }),
    problems: ['not_found'],
    handle: ({ services, actor, params }) => revokeToken(services, authorize(actor, policy.manageOwnTokens), params.id),
  }),
];
