import assert from 'node:assert/strict';
import type { ProblemCode } from '../../src/server/platform/problem-codes.ts';
import { checkDescribed } from './described.ts';

/** RFC 9457's document as Foyer sends it. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  errors?: { field: string; code: string; message: string }[];
  [member: string]: unknown;
}

/** One answer, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

export interface CallOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, with `headers['content-type']` of the caller's choice. */
  raw?: string | Uint8Array<ArrayBuffer> | undefined;
  headers?: Record<string, string>;
}

/** A browser of one person: keeps its cookies and says where its calls come from. */
export class Client {
  readonly origin: string;
  readonly cookies = new Map<string, string>();

  constructor(origin: string) {
    this.origin = origin;
  }

  /**
   * Any call; `path` begins with a slash and is below `/api/v1` unless it names another place (`/auth/…`). What the API's
   * description has is held against it.
   */
  async call(method: string, path: string, { body, raw, headers = {} }: CallOptions = {}): Promise<Answer> {
    const address =
      this.origin + (/^\/(api|auth|oauth|healthz|readyz|metrics|assets|$)/.test(path) ? path : `/api/v1${path}`);
    const response = await fetch(address, {
      method,
      redirect: 'manual',
      headers: {
        origin: this.origin,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.cookies.size > 0 && { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(raw !== undefined && { body: raw }),
    });
    this.#keep(response.headers.getSetCookie());
    const answer = { status: response.status, headers: response.headers, text: await response.text() };
    checkDescribed({ method, path, body, raw, headers }, answer);
    return answer;
  }

  /** Opens a page as a click on a link of another site does: without an origin. */
  open = (path: string) => this.call('GET', path, { headers: { origin: '' } });

  /** A call that must succeed; returns its JSON. */
  async #done<T>(method: string, path: string, options?: CallOptions): Promise<T> {
    const { status, text } = await this.call(method, path, options);
    assert.ok(status >= 200 && status < 300, `${method} ${path} answered ${status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  get = <T>(path: string) => this.#done<T>('GET', path);
  post = <T>(path: string, body: unknown = {}) => this.#done<T>('POST', path, { body });
  put = <T>(path: string, body: unknown) => this.#done<T>('PUT', path, { body });
  patch = <T>(path: string, body: unknown) => this.#done<T>('PATCH', path, { body });
  delete = <T = void>(path: string) => this.#done<T>('DELETE', path);

  #keep(cookies: string[]): void {
    for (const cookie of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name === undefined) continue;
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
  }
}

/** The answer must be this problem, as RFC 9457 wants it; returns the document. */
export function expectProblem(
  { status, headers, text }: Answer,
  code: ProblemCode,
  expectedStatus?: number,
): ProblemDocument {
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/, text);
  const document = JSON.parse(text) as ProblemDocument;
  assert.equal(document.code, code, text);
  assert.equal(document.status, status);
  if (expectedStatus !== undefined) assert.equal(status, expectedStatus);
  assert.ok(document.detail.length > 0 && document.title.length > 0 && document.type.length > 0);
  return document;
}
