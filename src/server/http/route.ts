import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Actor, MemberActor } from '../platform/actor.ts';
import type { AuditAction } from '../platform/audit-actions.ts';
import type { CallShape, Calls, PartOf } from '../platform/calls.ts';
import type { ProblemCode } from '../platform/problem-codes.ts';
import type { Services } from '../platform/services.ts';

/** `public`: anybody. `signed-in`: anybody with a session. `member`: an active member of the organization. */
export type Access = 'public' | 'signed-in' | 'member';

/** The budget of a call; see `rate-limit.ts`. */
export type Limit = 'calls' | 'sign-ins';

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

type ActorOf<A extends Access> = A extends 'public' ? Actor | null : A extends 'signed-in' ? Actor : MemberActor;

/** A file or picture instead of JSON. */
export interface Download {
  type: string;
  body: Uint8Array | string | Readable;
  headers?: Record<string, string>;
}

/** A handler's argument: validated input, the actor, and the services. */
export interface Call<A extends Access, P extends Schema, Q extends Schema, B extends Schema> {
  services: Services;
  actor: ActorOf<A>;
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  /** For headers and cookies; for input only of a file (`consumes`), which is read as a stream. */
  request: Request;
  response: Response;
  /**
   * For a sign-in, as soon as it is proved whose it is: counts it against the person, and no longer against the address that a
   * whole company may share.
   * @throws Problem `too_many_requests`.
   */
  countAsPerson(person: string): Promise<void>;
}

/** What a feature declares of one of its calls, beside its schemas. */
export interface RouteSpec<A extends Access, P extends Schema, Q extends Schema, B extends Schema, R extends Schema> {
  /** One line for the API description. */
  summary: string;
  access: Access & A;
  /** Whether a personal API token may call it (ACC-9). Default: yes for members' calls, no for others. */
  tokens?: boolean;
  /** OAuth scope that a partner site needs (ACC-6); without one no site may call it. */
  scope?: 'members.read' | 'members.write';
  limit?: Limit;
  /** `noun.verb` under which a refused attempt is recorded in the audit trail (AUD-1); for calls that change something. */
  action?: AuditAction;
  /** On success. Default: 200 with a response, 204 without. */
  status?: 200 | 201 | 202 | 204;
  /** Whether a `Download` has an `ETag` and is revalidated (`If-None-Match`). */
  revalidates?: boolean;
  /** Possible refusals beside those of every call (validation, session, rate limit). */
  problems?: readonly ProblemCode[];
  handle(call: Call<A, P, Q, B>): [R] extends [z.ZodType] ? Promise<z.input<R>> : Promise<Download> | Promise<void>;
}

/** A route whose types have been checked where it was declared. */
export interface Route {
  readonly spec: RouteSpec<Access, z.ZodType, z.ZodType, z.ZodType, z.ZodType> &
    CallShape & { method: 'get' | 'post' | 'put' | 'patch' | 'delete'; path: string };
}

/** ACC-9: a token may call what its member may, except what needs the person: joining, and the own account. */
export function takesTokens({ access, tokens }: Pick<Route['spec'], 'access' | 'tokens'>): boolean {
  return tokens ?? access === 'member';
}

/**
 * Declares one call of a feature: access, refusals, handler. It registers nothing: a feature exports its routes as a list,
 * `app.ts` serves them and `openapi.ts` describes them.
 */
export function route<const T extends Calls, const K extends keyof T & string, const A extends Access>(
  calls: T,
  call: K,
  spec: RouteSpec<A, PartOf<T[K], 'params'>, PartOf<T[K], 'query'>, PartOf<T[K], 'body'>, PartOf<T[K], 'response'>>,
): Route {
  const [method = '', path] = call.split(' ');
  return {
    spec: { ...spec, ...calls[call as keyof Calls], method: method.toLowerCase(), path } as unknown as Route['spec'],
  };
}
