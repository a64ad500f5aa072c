import {
  Client,
  type Context,
  GraphClientError,
  GraphError,
  type GraphRequest,
  type Middleware,
  RetryHandler,
  RetryHandlerOptions,
} from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { MicrosoftError, type MicrosoftErrorCode, retryAfterSeconds } from './errors.ts';
import type { Transport } from './transport.ts';

/** Gets a Graph token; `fresh` asks past the cache, after Graph refused the one before. */
export type TokenSource = (options: { fresh: boolean }) => Promise<string>;

export interface GraphOptions {
  /** How long a `Retry-After` may be before `throttled` is thrown instead of waiting. Seconds. */
  longestWait: number;
}

/** For a person who waits, and for a job that nobody waits for. */
export const impatient: GraphOptions = { longestWait: 5 };
export const patient: GraphOptions = { longestWait: 180 };

/** A Graph client whose requests pass through: token, retries that heed `Retry-After`, our transport. */
export function createGraph(transport: Transport, token: TokenSource, options: GraphOptions): Client {
  return Client.initWithMiddleware({
    defaultVersion: 'v1.0',
    middleware: [new Bearer(token), new RetryHandler(retries(options)), new Last(transport)],
  });
}

function retries({ longestWait }: GraphOptions): RetryHandlerOptions {
  return new RetryHandlerOptions(1, 3, (_delay, _attempt, _request, options, response) => {
    // After a gateway's time-out nobody knows whether the mail went out; the outbox decides.
    if (response.status === 504 && options?.method !== 'GET') return false;
    return (retryAfterSeconds(response.headers) ?? 0) <= longestWait;
  });
}

/** Sets the token, and once more with a fresh one when Graph refuses it. */
class Bearer implements Middleware {
  readonly #token: TokenSource;
  #next: Middleware | undefined;

  constructor(token: TokenSource) {
    this.#token = token;
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    await this.#send(context, false);
    if (context.response?.status === 401) await this.#send(context, true);
  }

  async #send(context: Context, fresh: boolean): Promise<void> {
    const token = await this.#token({ fresh }).catch(passThrough);
    const headers = new Headers(context.options?.headers as HeadersInit);
    headers.set('authorization', `Bearer ${token}`);
    context.options = { ...context.options, headers: Object.fromEntries(headers) };
    await this.#next?.execute(context);
  }
}

class Last implements Middleware {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async execute(context: Context): Promise<void> {
    const url = typeof context.request === 'string' ? context.request : context.request.url;
    context.response = await this.#transport.fetch(url, context.options as RequestInit).catch(passThrough);
  }
}

/** The Graph client turns all errors into its own but this kind. */
class PassedThrough extends GraphClientError {
  readonly original: unknown;

  constructor(original: unknown) {
    super();
    this.original = original;
    Object.setPrototypeOf(this, PassedThrough.prototype);
  }
}

function passThrough(error: unknown): never {
  throw new PassedThrough(error);
}

/** Sends a GET and checks the reply. @throws MicrosoftError */
export async function get<T>(request: GraphRequest, schema: z.ZodType<T>): Promise<T> {
  const reply: unknown = await run(() => request.get());
  const parsed = schema.safeParse(reply);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.');
  throw new MicrosoftError('unexpected_reply', 'Microsoft Graph answered with something else than it documents.', {
    reason: where || 'body',
  });
}

/** For `catch`: null where Graph knows no such thing. */
export function nullWhenNotFound(error: unknown): null {
  if (error instanceof MicrosoftError && error.code === 'not_found') return null;
  throw error;
}

/** Runs a request of the Graph client and says in our words what went wrong. */
async function run<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw fromGraph(error);
  }
}

const errorBody = z.object({ error: z.object({ code: z.string() }) });

/** Runs a request whose reply is not JSON, or none. @throws MicrosoftError for any status but 2xx. */
export async function runRaw(request: () => Promise<Response>): Promise<Response> {
  const response = await run(request);
  if (response.ok) return response;
  const body = errorBody.safeParse(await response.json().catch(() => undefined));
  throw fromGraphStatus(response.status, { headers: response.headers, reason: body.data?.error.code });
}

const statuses = new Map<number, MicrosoftErrorCode>([
  [401, 'invalid_token'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [410, 'gone'],
  [429, 'throttled'],
]);

function fromGraph(error: unknown): unknown {
  if (error instanceof PassedThrough) return error.original;
  if (!(error instanceof GraphError)) return error;
  return fromGraphStatus(error.statusCode, {
    headers: error.headers,
    reason: error.code ?? undefined,
    correlationId: error.requestId ?? undefined,
  });
}

/** https://learn.microsoft.com/graph/errors */
function fromGraphStatus(
  status: number,
  details: { headers?: Headers | undefined; reason?: string | undefined; correlationId?: string | undefined },
): MicrosoftError {
  const code = statuses.get(status) ?? otherStatus(status);
  return new MicrosoftError(code, `Microsoft Graph answered ${status}.`, {
    reason: details.reason,
    correlationId: details.correlationId ?? details.headers?.get('request-id') ?? undefined,
    retryAfterSeconds: retryAfterSeconds(details.headers),
  });
}

function otherStatus(status: number): MicrosoftErrorCode {
  if (status >= 500 || status < 200) return 'unavailable';
  return status >= 400 ? 'bad_request' : 'unexpected_reply';
}
