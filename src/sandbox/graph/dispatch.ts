import { type RunInner, runBatch } from './batch.ts';
import type { Caller, Graph, GraphAnswer, GraphCall } from './call.ts';
import { deltaUsers } from './delta.ts';
import { GraphError, refusals } from './errors.ts';
import { getMailFolders, getMessage, listMessages, sendMail } from './mail.ts';
import { listDomains, listOrganization } from './organization.ts';
import { getPhoto, getPhotoContent, listPhotos } from './photos.ts';
import { countUsers, getManager, getUser, listDirectReports, listUsers } from './users.ts';

type Handler = (call: GraphCall) => GraphAnswer | Promise<GraphAnswer>;

/** `{x}` stands for any one segment. Those with fixed words come first. */
const routes: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  ['GET', 'users', listUsers],
  ['GET', 'users/$count', countUsers],
  ['GET', 'users/delta', deltaUsers],
  ['GET', 'users/{id}', getUser],
  ['GET', 'users/{id}/manager', getManager],
  ['GET', 'users/{id}/directReports', listDirectReports],
  ['GET', 'users/{id}/photo', getPhoto],
  ['GET', 'users/{id}/photo/$value', getPhotoContent],
  ['GET', 'users/{id}/photos', listPhotos],
  ['GET', 'users/{id}/photos/{size}/$value', getPhotoContent],
  ['POST', 'users/{id}/sendMail', sendMail],
  ['GET', 'users/{id}/messages', listMessages],
  ['GET', 'users/{id}/messages/{id}', getMessage],
  ['GET', 'users/{id}/mailFolders', getMailFolders],
  ['GET', 'users/{id}/mailFolders/{id}', getMailFolders],
  ['GET', 'users/{id}/mailFolders/{id}/messages', listMessages],
  ['GET', 'organization', listOrganization],
  ['GET', 'domains', listDomains],
  ['POST', 'subscriptions', (call) => call.graph.subscriptions.create(call)],
  ['GET', 'subscriptions', (call) => call.graph.subscriptions.list(call)],
  ['GET', 'subscriptions/{id}', (call) => call.graph.subscriptions.one(call)],
  ['PATCH', 'subscriptions/{id}', (call) => call.graph.subscriptions.one(call)],
  ['DELETE', 'subscriptions/{id}', (call) => call.graph.subscriptions.one(call)],
  ['POST', '$batch', (call) => runBatch(call, runInner)],
];
const table = routes.map(([method, path, handler]) => ({ method, parts: path.split('/'), handler }));

/** A request before its path is understood. */
export interface RawCall {
  readonly graph: Graph;
  readonly caller: Caller;
  readonly method: string;
  /** From behind `/v1.0/` on, with the query. */
  readonly target: string;
  readonly header: (name: string) => string | undefined;
  readonly body: unknown;
}

/** Answers one request. @throws GraphError. */
export async function dispatch({ graph, caller, method, target, header, body }: RawCall): Promise<GraphAnswer> {
  const [path = '', query = ''] = splitOnce(target, '?');
  const given = decoded(path);
  const segments = forCaller(given, caller);
  const call: GraphCall = { graph, caller, method, segments, query: new URLSearchParams(query), header, body };
  const fitting = table.filter(
    ({ parts }) => parts.length === segments.length && parts.every((part, i) => fits(part, segments[i])),
  );
  const route = fitting.find((candidate) => candidate.method === method);
  if (route !== undefined) return route.handler(call);
  graph.unknownCalls.push({ method, url: `/v1.0/${target}`, at: new Date().toISOString() });
  if (fitting.length > 0) {
    throw new GraphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
  }
  throw refusals.badRequest(`Resource not found for the segment '${unknownSegment(segments, given)}'.`);
}

const runInner: RunInner = async (outer, { method, url, headers, body }) => {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const target = url.replace(/^\//, '').replace(/^v1\.0\//, '');
  const inner = { ...outer, method: method.toUpperCase(), target, body, header: (name: string) => named.get(name) };
  try {
    const struck = outer.graph.sandbox.faults.strike('throttle', {
      call: `${inner.method} /graph.microsoft.com/v1.0/${target}`,
    });
    if (struck !== undefined) throw refusals.throttled(struck.retryAfter ?? 1);
    if (target.startsWith('$batch')) throw refusals.badRequest('A batch inside a batch is not supported.');
    return await dispatch(inner);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const innerError = { date: new Date().toISOString().slice(0, 19) };
    return {
      status: error.status,
      headers: error.headers,
      body: { error: { code: error.code, message: error.message, innerError } },
    };
  }
};

/** `me` is the caller's own entry in `users`; functions may be spelt with brackets and namespace. */
function forCaller(segments: readonly string[], caller: Caller): string[] {
  const plain = segments.map((part) => part.replace(/^microsoft\.graph\./, '').replace(/\(\)$/, ''));
  if (plain[0] !== 'me') return plain;
  if (caller.person === null)
    throw refusals.badRequest('/me request is only valid with delegated authentication flow.');
  return ['users', caller.person.id, ...plain.slice(1)];
}

function decoded(path: string): string[] {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    throw refusals.badRequest('The request URI is not valid.');
  }
}

function fits(part: string, given: string | undefined): boolean {
  return given !== undefined && (part.startsWith('{') || part.toLowerCase() === given.toLowerCase());
}

/** The first segment that leads off all known paths. */
function unknownSegment(segments: readonly string[], given: readonly string[]): string {
  let known = 0;
  while (
    table.some(
      ({ parts }) => parts.length > known && parts.slice(0, known + 1).every((part, i) => fits(part, segments[i])),
    )
  ) {
    known++;
  }
  return segments[known] ?? given.at(-1) ?? '';
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
