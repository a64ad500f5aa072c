import { pipeline, Readable } from 'node:stream';
import express, { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { type Actor, isActiveMember } from '../platform/actor.ts';
import type { AuditAction } from '../platform/audit-actions.ts';
import { Problem, type ProblemTarget } from '../platform/problem.ts';
import type { Services } from '../platform/services.ts';
import { type Credentials, credentialsOf } from './credentials.ts';
import { refuseCrossSite } from './cross-site.ts';
import { unreadableBody } from './problems.ts';
import type { RateLimits } from './rate-limit.ts';
import { type Download, type Route, takesTokens } from './route.ts';
import { validate } from './validate.ts';
import { visitorOf } from './visitor.ts';

type Spec = Route['spec'];

/** What the routes need beside the services; given from outside, so that `http` knows no feature. */
export interface ApiOptions {
  services: Services;
  limits: RateLimits;
  /**
   * The actor of the credentials; null without any that are valid.
   * @throws Problem with the reason why a token, or a session over an insecure connection, is refused.
   */
  loadActor(services: Services, credentials: Credentials, call: CalledRoute): Promise<Actor | null>;
  /** Does what a call asks for. When it is refused, the audit trail says so (AUD-1), and the refusal goes on. */
  attempt<Result>(
    services: Services,
    about: (refusal: Problem) => AttemptedCall | null,
    work: () => Promise<Result>,
  ): Promise<Result>;
}

/** The called route, as it was declared. */
export type CalledRoute = Pick<Spec, 'method' | 'path'>;

interface AttemptedCall {
  actor: Actor;
  action: AuditAction;
  target: ProblemTarget;
}

/** Bytes of a body of JSON: of a member's call, and of one that anybody can make. */
const BODY_LIMIT = { member: 1024 * 1024, public: 16 * 1024 };

/** Serves the declared routes. Every call passes the same gates in the same order: limit, origin, session, input. */
export function serveRoutes(routes: readonly Route[], options: ApiOptions): Router {
  const router = Router({ caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const { spec } of routes) {
    const path = spec.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const body = spec.body ? [requireJson, readJson(spec.access === 'public' ? 'public' : 'member')] : [];
    if (spec.consumes) body.push(requireType(spec.consumes));
    router[spec.method](path, gates(spec, options), ...body, answer(spec, options));
    methods.set(path, [...(methods.get(path) ?? []), spec.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) {
    router.all(path, (_request, response) => {
      response.setHeader('Allow', allowed.join(', '));
      throw new Problem('method_not_allowed');
    });
  }
  return router;
}

/** Everything that is checked before a body is read. */
function gates(spec: Spec, { services, limits, loadActor }: ApiOptions): RequestHandler {
  return async (request, response, next) => {
    response.locals.route = spec.path;
    const credentials = credentialsOf(request, services);
    const { session, bearer, visitor } = credentials;
    // Browsers never send a bearer token by themselves, so another site can't use one.
    if (bearer === null) refuseCrossSite(request, services.publicUrl);
    const key = bearer ?? session;
    const { limit = 'calls' } = spec;
    const isAddressCounted = key === null || limit === 'sign-ins';
    if (isAddressCounted) await limits.takeFromAddress(limit, visitor);
    else await limits.refuseSpent(key);
    let actor: Actor | null = null;
    try {
      actor = key === null ? null : await loadActor(services, credentials, spec);
    } catch (error) {
      // A refused person may still make public calls, such as signing in anew.
      const isShutOut = error instanceof Problem && error.code === 'microsoft_account_unavailable';
      if (!isShutOut || spec.access !== 'public') throw error;
    } finally {
      // An invalid cookie or token has no budget of its own.
      if (!actor && !isAddressCounted) await limits.takeFromAddress(limit, visitor);
    }
    if (key !== null && actor && !isAddressCounted) await limits.takeFromKey(key);
    response.locals.actor = actor;
    if (spec.access !== 'public' && !actor) throw new Problem('session_required');
    next();
  };
}

function answer(spec: Spec, { services, limits, attempt }: ApiOptions): RequestHandler {
  return async (request: Request, response: Response, _next: NextFunction) => {
    const actor = response.locals.actor as Actor | null;
    const serve = async () => {
      const result = await call(spec, { services, limits }, actor, request, response);
      await send(spec, response, result, services);
    };
    const { action } = spec;
    if (!actor || !action) return await serve();
    const about = { actor, action, target: targetOf(action, request) };
    await attempt(services, (refusal) => (isAttempt(spec, refusal) ? about : null), serve);
  };
}

/** Reading changes nothing: it is an attempt only on what the reader is not allowed to see. */
function isAttempt({ method }: Spec, { code }: Problem): boolean {
  return method !== 'get' || code === 'permission_required';
}

/** As much as the path says: the noun of the action, and the `{id}`. The token of a link names nothing in the trail. */
function targetOf(action: AuditAction, { params }: Request): ProblemTarget {
  const { id, token } = params as Record<string, string | undefined>;
  return { kind: action.split('.')[0] ?? '', id: token ? '' : (id ?? ''), label: '' };
}

async function call(
  spec: Spec,
  { services, limits }: Pick<ApiOptions, 'services' | 'limits'>,
  actor: Actor | null,
  request: Request,
  response: Response,
) {
  if (actor?.site && !(spec.scope && actor.site.scopes.includes(spec.scope))) throw new Problem('insufficient_scope');
  if (actor?.apiToken && !takesTokens(spec)) throw new Problem('api_token_forbidden');
  if (spec.access === 'member' && !(actor && isActiveMember(actor))) {
    throw new Problem(actor?.member ? 'member_inactive' : 'membership_required');
  }
  const [params, query, body] = await Promise.all([
    spec.params && validate(spec.params, request.params),
    validate(spec.query ?? noQuery, request.query),
    spec.body && validate(spec.body, request.body ?? {}),
  ]);
  // The types were checked where the route was declared; here they are erased.
  const countAsPerson = (person: string) => limits.takeFromPerson(person, visitorOf(request));
  return await spec.handle({ services, actor: actor as never, params, query, body, request, response, countAsPerson });
}

const noQuery = z.strictObject({});

async function send(spec: Spec, response: Response, result: unknown, { config }: Services): Promise<void> {
  response.setHeader('Cache-Control', response.getHeader('Cache-Control') ?? 'no-store');
  if (spec.produces) return sendDownload(response, result as Download);
  if (!spec.response) {
    response.status(spec.status ?? 204).end();
    return;
  }
  // In production, an answer that violates its schema is better than none.
  if (config.NODE_ENV !== 'production') z.parse(spec.response, result);
  response.status(spec.status ?? 200).json(result);
}

function sendDownload(response: Response, { type, body, headers = {} }: Download): void {
  response.status(200).type(type).set(headers);
  // An error, or a client that disconnects, ends both sides; the status has been sent by then.
  if (body instanceof Readable) pipeline(body, response, () => undefined);
  else response.send(typeof body === 'string' ? body : Buffer.from(body));
}

/** Other content types are refused, not guessed. An empty body is fine; the schema decides. */
function requireJson(request: Request, _response: Response, next: NextFunction): void {
  const isEmpty = request.headers['content-length'] === '0' || !hasBody(request);
  if (!isEmpty && !request.is('application/json')) throw new Problem('unsupported_media_type');
  next();
}

const parseJson = {
  member: express.json({ limit: BODY_LIMIT.member, type: 'application/json' }),
  public: express.json({ limit: BODY_LIMIT.public, type: 'application/json' }),
};

function readJson(size: keyof typeof BODY_LIMIT): RequestHandler {
  return (request, response, next) =>
    parseJson[size](request, response, (error?: unknown) => next(error && unreadableBody(error)));
}

function requireType(type: string): RequestHandler {
  return (request, _response, next) => {
    if (!request.is(type)) throw new Problem('unsupported_media_type');
    next();
  };
}

function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}
