import {
  extendZodWithOpenApi,
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { PROBLEM_STATUS, type ProblemCode } from '../platform/problem-codes.ts';
import { type Route, takesTokens } from './route.ts';

extendZodWithOpenApi(z);

const codes = Object.keys(PROBLEM_STATUS) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457's document as Foyer sends it. */
const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(codes),
  detail: z.string(),
  retryAfter: z.number().int().optional(),
  errors: z.array(z.strictObject({ field: z.string(), code: z.string(), message: z.string() })).optional(),
});

/** The OpenAPI 3.1 description of the routes, from the same schemas that check the calls. */
export function describeRoutes(routes: readonly Route[], publicUrl: string): object {
  const registry = new OpenAPIRegistry();
  const problem = registry.register('Problem', problemSchema);
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: '__Host-foyer' });
  registry.registerComponent('securitySchemes', 'apiToken', { type: 'http', scheme: 'bearer' });
  for (const { spec } of routes) registry.registerPath(toPath(spec, problem));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Foyer',
      version: '1',
      description: 'The front door: invitations, requests to join, members, seats.',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
  });
}

function toPath(spec: Route['spec'], problem: z.ZodType): RouteConfig {
  const { method, path, summary, params, query, body, consumes } = spec;
  return {
    method,
    path,
    summary,
    tags: [path.split('/')[1] ?? ''],
    ...(spec.access !== 'public' && {
      security: takesTokens(spec) ? [{ session: [] }, { apiToken: [] }] : [{ session: [] }],
    }),
    request: {
      ...(params && { params: params as z.ZodObject }),
      ...(query && { query: query as z.ZodObject }),
      ...(body && { body: { content: { 'application/json': { schema: body } } } }),
      ...(consumes && { body: { content: { [consumes]: { schema: z.string() } } } }),
    },
    responses: { ...success(spec), ...refusals(spec, problem) },
  };
}

function success({ status, response, produces }: Route['spec']): RouteConfig['responses'] {
  if (produces) return { 200: { description: 'OK', content: { [produces]: { schema: z.string() } } } };
  if (!response) return { [status ?? 204]: { description: 'Done' } };
  return { [status ?? 200]: { description: 'OK', content: { 'application/json': { schema: response } } } };
}

/** One entry a status, which names the codes that it may carry. */
function refusals(spec: Route['spec'], problem: z.ZodType): RouteConfig['responses'] {
  const possible = new Set<ProblemCode>([
    'too_many_requests',
    'validation_failed',
    ...(spec.method === 'get' ? [] : (['cross_site'] as const)),
    ...(spec.body ? (['malformed_json', 'payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(spec.consumes ? (['unsupported_media_type'] as const) : []),
    ...(spec.access === 'public' ? [] : (['session_required'] as const)),
    ...(spec.access === 'member' ? (['membership_required', 'member_inactive'] as const) : []),
    ...(takesTokens(spec) ? (['api_token_invalid', 'api_token_expired', 'api_token_revoked'] as const) : []),
    ...(spec.problems ?? []),
  ]);
  const responses: RouteConfig['responses'] = {};
  for (const status of new Set([...possible].map((code) => PROBLEM_STATUS[code]))) {
    const description = [...possible].filter((code) => PROBLEM_STATUS[code] === status).join(', ');
    responses[status] = { description, content: { 'application/problem+json': { schema: problem } } };
  }
  return responses;
}
