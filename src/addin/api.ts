import { PROBLEM_STATUS, type ProblemCode } from '../server/platform/problem-codes.ts';

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
  /** Seconds to wait before the next try (RFC 9110, section 10.2.3). */
  readonly retryAfter: number | null;

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
    this.retryAfter = Number(headers.get('Retry-After')) || null;
  }
}

type Query = Record<string, string | number | readonly string[] | null | undefined>;

export interface CallOptions {
  query?: Query;
  body?: unknown;
  /** Sent as it is, instead of a body. */
  file?: Blob;
  signal?: AbortSignal;
}

const BASE = '/api/v1';

/** The address of a call, for pictures and downloads. Empty query values are left out; a list is a value for each. */
export function apiUrl(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const each of value) parameters.append(name, each);
    else if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const tail = parameters.toString();
  return BASE + path + (tail && `?${tail}`);
}

/**
 * One call of Foyer's API. Resolves with the JSON of the answer, or undefined when it has no body.
 * @throws {ApiProblem} when the server refused or could not be reached; an abort stays an `AbortError`.
 */
async function call<T>(method: string, path: string, { query, body, file, signal }: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { 'Accept-Language': document.documentElement.lang || 'en' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (file) headers['Content-Type'] = file.type;
  let response: Response;
  try {
    response = await fetch(apiUrl(path, query), {
      method,
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
  return (text === '' ? undefined : JSON.parse(text)) as T;
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

export const api = {
  get: <T>(path: string, options?: CallOptions) => call<T>('GET', path, options),
  post: <T>(path: string, body: unknown = {}, options?: CallOptions) => call<T>('POST', path, { ...options, body }),
  send: <T>(path: string, file: Blob, options?: CallOptions) => call<T>('POST', path, { ...options, file }),
  put: <T>(path: string, body?: unknown) => call<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown) => call<T>('PATCH', path, { body }),
  delete: <T = void>(path: string) => call<T>('DELETE', path),
};

/** Whether a failure is a given refusal. */
export function isProblem(error: unknown, ...codes: FailureCode[]): error is ApiProblem {
  return error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code));
}
