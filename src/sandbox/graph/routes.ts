import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Tokens } from '../entra/tokens.ts';
import type { Graph, GraphAnswer } from './call.ts';
import { identify } from './caller.ts';
import { dispatch } from './dispatch.ts';
import { GraphError, refusals } from './errors.ts';

/** `https://graph.microsoft.com`, mounted under its host name. */
export function graphRoutes(graph: Graph, tokens: Tokens): Router {
  const router = express.Router();
  router.use((request, response, next) => {
    const clientRequestId = request.get('client-request-id');
    response.set('request-id', randomUUID());
    if (clientRequestId !== undefined && /^[\w-]{1,64}$/.test(clientRequestId))
      response.set('client-request-id', clientRequestId);
    response.set('cache-control', 'no-cache');
    next();
  });
  router.use(express.text({ type: () => true, limit: '4mb' }));
  router.use(async (request, response) => {
    const call = `${request.method} /graph.microsoft.com${request.url}`;
    if (graph.sandbox.faults.strike('expired-token', { call }) !== undefined) {
      throw refusals.invalidToken('Lifetime validation failed, the token is expired.');
    }
    const caller = await identify(graph.sandbox, tokens, request.get('authorization'));
    if (!request.url.startsWith('/v1.0/')) {
      graph.unknownCalls.push({ method: request.method, url: request.url, at: new Date().toISOString() });
      throw refusals.badRequest('Invalid version.');
    }
    const answer = await dispatch({
      graph,
      caller,
      method: request.method,
      target: request.url.slice('/v1.0/'.length),
      header: (name) => request.get(name),
      body: readBody(request),
    });
    send(response, answer);
  });
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const problem = graphErrorOf(error);
    if (problem === undefined) return void next(error);
    send(response, { status: problem.status, headers: problem.headers, body: errorBody(problem, response) });
  });
  return router;
}

/** The body that Graph sends with an error. */
function errorBody({ code, message }: GraphError, response: Response): Record<string, unknown> {
  const requestId = String(response.get('request-id') ?? randomUUID());
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': String(response.get('client-request-id') ?? requestId),
  };
  return { error: { code, message, innerError } };
}

function readBody(request: Request): unknown {
  const text: unknown = request.body;
  if (typeof text !== 'string' || text === '') return undefined;
  if (request.is('text/plain') !== false) return text;
  if (request.is('json') === false) {
    throw new GraphError(
      415,
      'UnsupportedMediaType',
      'A supported MIME type could not be found that matches the content type of the request.',
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw refusals.badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

function graphErrorOf(error: unknown): GraphError | undefined {
  if (error instanceof GraphError) return error;
  const tooLarge = error instanceof Error && 'status' in error && error.status === 413;
  return tooLarge ? new GraphError(413, 'RequestEntityTooLarge', 'The request is too large.') : undefined;
}

function send(response: Response, { status, headers = {}, body }: GraphAnswer): void {
  response.status(status).set(headers);
  if (body === undefined) response.end();
  else if (Buffer.isBuffer(body) || typeof body === 'string') response.send(body);
  else {
    const metadata =
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
    response.set({ 'content-type': metadata, 'odata-version': '4.0' }).send(JSON.stringify(body));
  }
}
