import type { z } from 'zod';
import type { PartOf } from '../server/platform/calls.ts';
import { PROBLEM_STATUS, type ProblemCode } from '../server/platform/problem-codes.ts';
import type { AllCalls, ApiPath, Call } from './calls.ts';

/** `network`: no answer. `unexpected`: an answer that is not Foyer's. */
export type FailureCode = ProblemCode | 'network' | 'unexpected';

export interface FieldFailure {
  field: string;
  code: string;
  message: string;
}

/** A call that was refused or got no answer: RFC 9457's problem document as the server sent it. */
export class ApiProblem extends Error {
  readonly code: FailureCode;
  readonly status: number;
  /** The server's own sentence, in the reader's language. */
  readonly detail: string | null;
  readonly errors: readonly FieldFailure[];
  /** Members of the document beside RFC 9457's own (`expectedLoginId`, `decidedBy` …). */
  readonly details: Readonly<Record<string, unknown>>;
  /** The claims challenge of Microsoft Entra, as JSON, which the next sign-in has to meet. */
  readonly claims: string | null;

  constructor(code: FailureCode, status = 0, document: Record<string, unknown> = {}, headers = new Headers()) {
    super(`${status} ${code}`);
    this.name = 'ApiProblem';
    this.code = code;
    this.status = status;
    const {
      type: _type,
      title: _title,
      status: _status,
      code: _code,
      detail,
      instance: _instance,
      errors,
      ...details
    } = document;
    this.detail = typeof detail === 'string' ? detail : null;
    this.errors = Array.isArray(errors) ? (errors as FieldFailure[]) : [];
    this.details = details;
    this.claims = readClaims(headers);
  }
}

/** What a schema takes in. */
type Sent<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/** Empty values of a query are left out of the address. */
type Emptiable<Query> = { [Name in keyof Query]: Query[Name] | null | '' };

/** One part of a call: needed when its schema needs something, left out where the call has none. */
type Part<Name extends string, Values> = [Values] extends [undefined]
  ? unknown
  : Record<string, never> extends Values
    ? { [N in Name]?: Values }
    : { [N in Name]: Values };

/** What a call takes, as its schemas say. */
export type CallOptions<C extends Call> = Part<'params', Sent<PartOf<AllCalls[C], 'params'>>> &
  Part<'query', Emptiable<Sent<PartOf<AllCalls[C], 'query'>>>> &
  Part<'body', Sent<PartOf<AllCalls[C], 'body'>>> &
  (AllCalls[C] extends { consumes: string } ? { file: Blob } : unknown) & { signal?: AbortSignal };

/** What a call answers; nothing where it has no answer. */
export type Answer<C extends Call> =
  PartOf<AllCalls[C], 'response'> extends infer Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Left out where nothing is needed. */
export type Optional<Options> = Record<string, never> extends Options ? [options?: Options] : [options: Options];

/** The envelope of every list of the API. */
interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
  total: number;
}

/** The calls that answer a list. */
export type ListCall = { [C in Call]: Answer<C> extends PageOf<unknown> ? C : never }[Call];

/** A page of a list; what it holds beside its rows stays known. */
export type Page<C extends ListCall> = Answer<C> & PageOf<Answer<C> extends PageOf<infer Row> ? Row : never>;

export type ListOptions<C extends ListCall> = Omit<CallOptions<C>, 'signal'> & AnyOptions;

/** What every call takes, once its types are checked. */
interface AnyOptions {
  params?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  /** Sent as it is, instead of a body. */
  file?: Blob;
  signal?: AbortSignal;
}

const BASE = '/api/v1';

/** The address of a call, for pictures and downloads: `apiUrl('GET /members.csv', { query })`. */
export function apiUrl<C extends Call>(call: C, ...[options]: Optional<Omit<CallOptions<C>, 'signal'>>): string {
  return addressOf(call, options);
}

/** The path of a call below `/api/v1`; what it answers is kept under it in the query client. */
export function pathOf(call: Call, { params = {} }: AnyOptions = {}): ApiPath {
  const path = call.slice(call.indexOf(' ') + 1);
  return path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? '')) as ApiPath;
}

/** Empty query values are left out; a list is a value for each. */
function addressOf(call: Call, options: AnyOptions = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (Array.isArray(value)) for (const each of value) parameters.append(name, String(each));
    else if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const tail = parameters.toString();
  return BASE + pathOf(call, options) + (tail && `?${tail}`);
}

/**
 * One call of Foyer's API, typed by the schemas of its route: `api('PATCH /members/{id}', { params: { id }, body })`.
 * Resolves with the JSON of the answer, or undefined when it has no body.
 * @throws {ApiProblem} when the server refused or could not be reached; an abort stays an `AbortError`.
 */
export function api<C extends Call>(call: C, ...[options]: Optional<CallOptions<C>>): Promise<Answer<C>> {
  return send(call, options);
}

/** One page of a list: the call as `api` makes it, with where the page begins. */
export function apiPage<C extends ListCall>(
  call: C,
  options: ListOptions<C>,
  { signal, ...page }: { limit: number; cursor: string | null; signal: AbortSignal },
): Promise<Page<C>> {
  const { params, query }: AnyOptions = options;
  return send(call, { ...(params && { params }), query: { ...query, ...page }, signal });
}

async function send(call: Call, { body, file, signal, ...where }: AnyOptions = {}) {
  const headers: Record<string, string> = { 'Accept-Language': document.documentElement.lang || 'en' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (file) headers['Content-Type'] = file.type;
  let response: Response;
  try {
    response = await fetch(addressOf(call, where), {
      method: call.slice(0, call.indexOf(' ')),
      headers,
      credentials: 'same-origin',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file && { body: file }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem('network');
  }
  if (!response.ok) throw await readProblem(response);
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const document: unknown = await response.json().catch(() => null);
  if (typeof document !== 'object' || document === null) return new ApiProblem('unexpected', response.status);
  const { code } = document as { code?: unknown };
  const known = typeof code === 'string' && code in PROBLEM_STATUS ? (code as ProblemCode) : 'unexpected';
  return new ApiProblem(known, response.status, document as Record<string, unknown>, response.headers);
}

/** https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function readClaims(headers: Headers): string | null {
  const encoded = headers.get('WWW-Authenticate')?.match(/claims="([\w+/=]+)"/)?.[1];
  return encoded ? atob(encoded) : null;
}

/** Whether a failure is a given refusal. */
export function isProblem(error: unknown, ...codes: FailureCode[]): error is ApiProblem {
  return error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code));
}
