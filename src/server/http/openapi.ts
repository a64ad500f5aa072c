import { z } from 'zod';
import { PROBLEM_STATUS, type ProblemCode } from '../platform/problem-codes.ts';
import { type Route, takesTokens } from './route.ts';
import { sessionCookieName } from './session-cookie.ts';

type Spec = Route['spec'];

/** A JSON Schema (2020-12), or another part of the description. */
type Json = Record<string, unknown>;

const codes = Object.keys(PROBLEM_STATUS) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457's document as Foyer sends it. */
const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(codes),
  /** In the language that `Accept-Language` asks for. */
  detail: z.string(),
  retryAfter: z.number().int().optional(),
  errors: z.array(z.strictObject({ field: z.string(), code: z.string(), message: z.string() })).optional(),
});

/** Refusals that every call can get, by the names of their shared descriptions. */
const EVERYWHERE = {
  request_timeout: 'RequestTimeout',
  too_many_requests: 'TooManyRequests',
  headers_too_large: 'HeadersTooLarge',
  internal: 'Internal',
} as const satisfies Partial<Record<ProblemCode, string>>;

const everywhere = Object.keys(EVERYWHERE) as (keyof typeof EVERYWHERE)[];

/** The OpenAPI 3.1 description of the routes, from the same schemas that check the calls. */
export function describeRoutes(routes: readonly Route[], publicUrl: string): object {
  const paths: Record<string, Json> = {};
  for (const { spec } of routes) paths[spec.path] = { ...paths[spec.path], [spec.method]: toOperation(spec) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Foyer',
      version: '1',
      description: 'The front door: invitations, requests to join, members, seats.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    paths,
    components: {
      schemas: { Problem: toJsonSchema(problemSchema) },
      responses: Object.fromEntries(everywhere.map((code) => [EVERYWHERE[code], refusal([code])])),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookieName(publicUrl),
          description: `What changes something needs the header \`Origin: ${publicUrl}\` too, as browsers send it.`,
        },
        apiToken: { type: 'http', scheme: 'bearer', description: 'A personal API token.' },
        site: {
          type: 'openIdConnect',
          openIdConnectUrl: `${publicUrl}/oauth/.well-known/openid-configuration`,
          description: "The access token that a partner's site was given.",
        },
      },
    },
  };
}

function toOperation(spec: Spec): Json {
  const { path, summary, consumes } = spec;
  const parameters = [...toParameters(spec, 'path'), ...toParameters(spec, 'query'), ...validators(spec)];
  const requestBody = spec.body
    ? // Optional where all of its fields are.
      { required: !spec.body.safeParse({}).success, content: media('application/json', toJsonSchema(spec.body)) }
    : consumes && { required: true, content: media(consumes, fileSchema(consumes)) };
  return {
    operationId: operationId(spec),
    summary,
    tags: [path.split(/[/.]/)[1] ?? ''],
    security: security(spec),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: { ...success(spec), ...refusals(spec) },
  };
}

/** `getMembersByIdHistory` for `GET /members/{id}/history`: follows from the path, so it changes only with that. */
function operationId({ method, path }: Spec): string {
  const words = path.replaceAll('{', 'by-').split(/[^A-Za-z0-9]+/);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function security(spec: Spec): Json[] {
  if (spec.access === 'public') return [];
  return [
    { session: [] },
    ...(takesTokens(spec) ? [{ apiToken: [] }] : []),
    ...(spec.scope ? [{ site: [spec.scope] }] : []),
  ];
}

function toParameters({ params, query }: Spec, location: 'path' | 'query'): Json[] {
  const schema = location === 'path' ? params : query;
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: location,
    required: location === 'path' || required.includes(name),
    schema: each,
  }));
}

/** RFC 9110, section 13.1.2. */
function validators({ revalidates }: Spec): Json[] {
  return revalidates ? [{ name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' } }] : [];
}

function success({ status, response, produces, revalidates }: Spec): Json {
  if (produces) {
    const types = [produces].flat();
    const text = { schema: { type: 'string' } };
    return {
      200: {
        description: 'OK',
        content: Object.assign({}, ...types.map((type) => media(type, fileSchema(type)))),
        ...(revalidates && { headers: { ETag: text } }),
      },
      ...(revalidates && { 304: { description: 'Not modified since' } }),
    };
  }
  if (!response) return { [status ?? 204]: { description: 'Done' } };
  return { [status ?? 200]: { description: 'OK', content: media('application/json', toJsonSchema(response)) } };
}

/** One response per status, which lists the possible codes. */
function refusals(spec: Spec): Json {
  const { method, path, access, body, consumes, problems = [] } = spec;
  const possible = new Set<ProblemCode>([
    ...everywhere,
    'validation_failed',
    'malformed_request',
    'malformed_forwarded_for',
    ...(body || path.includes('{') ? (['malformed_json'] as const) : []),
    ...(body || consumes ? (['payload_too_large', 'unsupported_media_type'] as const) : []),
    // A token or session is checked on every call that sends one, also on public calls.
    'api_token_invalid',
    'api_token_expired',
    'api_token_revoked',
    'secure_connection_required',
    'insufficient_scope',
    'microsoft_account_unavailable',
    ...(takesTokens(spec) ? [] : (['api_token_forbidden'] as const)),
    ...(method === 'get' ? [] : (['cross_site'] as const)),
    // The account or the organization can be deleted while the call runs.
    ...(access === 'public' ? [] : (['session_required', 'not_found'] as const)),
    ...(access === 'member' ? (['membership_required', 'member_inactive'] as const) : []),
    ...problems,
  ]);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of possible) {
    const status = PROBLEM_STATUS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, each]) => [status, shared(each) ?? refusal(each)]));
}

function shared([code, ...others]: readonly ProblemCode[]): Json | undefined {
  const name = others.length === 0 && EVERYWHERE[code as keyof typeof EVERYWHERE];
  return name ? { $ref: `#/components/responses/${name}` } : undefined;
}

function refusal(possible: readonly ProblemCode[]): Json {
  const [first] = possible;
  const status = first && PROBLEM_STATUS[first];
  return {
    description: possible.join(', '),
    ...((status === 429 || status === 503) && { headers: { 'Retry-After': { schema: { type: 'integer' } } } }),
    ...(status === 401 && { headers: { 'WWW-Authenticate': { schema: { type: 'string' } } } }),
    content: media('application/problem+json', {
      allOf: [
        { $ref: '#/components/schemas/Problem' },
        { type: 'object', properties: { status: { const: status }, code: { enum: possible } } },
      ],
    }),
  };
}

function media(type: string, schema: Json): Json {
  return { [type]: { schema } };
}

function fileSchema(type: string): Json {
  return type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' };
}

/** The schema of the input, also for answers: a response's schema checks what is sent without changing it. */
function toJsonSchema(schema: z.ZodType): Json {
  const { $schema, ...described } = z.toJSONSchema(schema, { io: 'input', override: refuseInexact });
  return described;
}

/**
 * Refuses a schema whose description would differ from its check.
 * A pattern of JSON Schema is an ECMA-262 expression without flags, read as Unicode (JSON Schema Validation, section
 * 6.3.3): `u` changes nothing, and the meaning of any other flag has to be part of the expression.
 * A check after `trim` does not see the value as it was sent: a pattern or maximum length has to come before.
 */
function refuseInexact({ zodSchema }: { zodSchema: z.core.$ZodType }): void {
  const { def } = zodSchema._zod;
  let isChanged = false;
  for (const each of [def, ...(def.checks ?? []).map((check) => check._zod.def)]) {
    const pattern = 'pattern' in each && each.pattern instanceof RegExp ? each.pattern : null;
    if (pattern && !/^u?$/.test(pattern.flags)) throw new TypeError(`JSON Schema has no flags: ${pattern}`);
    if (!('check' in each)) continue;
    if (isChanged && (pattern || each.check === 'max_length'))
      throw new TypeError(`checked after a change: ${each.check}`);
    isChanged ||= each.check === 'overwrite';
  }
}
