import type { Person } from '../people/person.ts';
import type { Tenant } from '../people/tenant.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { UserQueries } from './user-queries.ts';

/** Who calls, by the token. */
export interface Caller {
  readonly tenant: Tenant;
  readonly clientId: string;
  /** `null` when the application calls for itself. */
  readonly person: Person | null;
  /** Delegated or application permissions. */
  readonly permissions: ReadonlySet<string>;
}

/** What Graph's endpoints work with. */
export interface Graph {
  readonly sandbox: Sandbox;
  readonly queries: UserQueries;
  readonly subscriptions: Subscriptions;
  /** Calls that no route answers, for tests to find. */
  readonly unknownCalls: UnknownCall[];
}

export interface UnknownCall {
  readonly method: string;
  readonly url: string;
  readonly at: string;
}

/** One request, whether it came alone or inside a batch. */
export interface GraphCall {
  readonly graph: Graph;
  readonly caller: Caller;
  readonly method: string;
  /** From `/v1.0/` on, decoded; `me` already replaced by `users` and the caller's object ID. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly body: unknown;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A Buffer goes out as it is, a string as text, anything else as JSON. */
  readonly body?: unknown;
}

/** Everything in answers that is an address names the real Graph. */
export const graphOrigin = 'https://graph.microsoft.com/v1.0';

/** The `@odata.context` of an answer. */
export function contextOf(what: string): string {
  return `${graphOrigin}/$metadata#${what}`;
}

/** Which part of the path, by place. @throws TypeError when the route has no such part. */
export function segment(call: GraphCall, place: number): string {
  const value = call.segments[place];
  if (value === undefined) throw new TypeError(`no segment ${place}`);
  return value;
}
