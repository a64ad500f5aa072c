import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Actor, MemberActor } from '../platform/actor.ts';
import type { AuditAction } from '../platform/audit-actions.ts';
import type { CallShape, Calls, PartOf } from '../platform/calls.ts';
import type { ProblemCode } from '../platform/problem-codes.ts';
import type { Services } from '../platform/services.ts';

/** `public`: anybody. `signed-in`: a session. `member`: an active member of the organization. */
export type Access = 'public' | 'signed-in' | 'member';

/** Which budget a call is counted against; see `rate-limit.ts`. */
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

/** What a handler is given: validated input, who calls, and everything the server is made of. */
export interface Call<A extends Access, P extends Schema, Q extends Schema, B extends Schema> {
  services: Services;
  actor: ActorOf<A>;
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  /** For headers and cookies; for input only where a file is taken (`consumes`), which is then read as a stream. */
  request: Request;
  response: Response;
}

/** What a feature declares of one of its calls, beside what goes in and out of it. */
export interface RouteSpec<A extends Access, P extends Schema, Q extends Schema, B extends Schema, R extends Schema> {
  /** One line for the API description. */
  summary: string;
  access: Access & A;
  /** Whether a personal API token may call it too (ACC-9). Unless given: members' calls yes, all others no. */
  tokens?: boolean;
  /** What a partner's site must have been let do to call it in a member's place (ACC-6). Unless given: no site can. */
  scope?: 'members.read' | 'members.write';
  limit?: Limit;
  /** `noun.verb` under which a refused attempt is recorded in the audit trail (AUD-1); for calls that change something. */
  action?: AuditAction;
  /** Of success; 200 with a response, 204 without, unless given. */
  status?: 200 | 201 | 202 | 204;
  /** Whether a `Download` carries an `ETag`, and is not sent again to whoever has it (`If-None-Match`). */
  revalidates?: boolean;
  /** The refusals that callers have to expect beside those of every call (validation, session, rate limit). */
  problems?: readonly ProblemCode[];
  handle(call: Call<A, P, Q, B>): [R] extends [z.ZodType] ? Promise<z.input<R>> : Promise<Download> | Promise<void>;
}

/** A route whose types have been checked where it was declared. */
export interface Route {
  readonly spec: RouteSpec<Access, z.ZodType, z.ZodType, z.ZodType, z.ZodType> &
    CallShape & { method: 'get' | 'post' | 'put' | 'patch' | 'delete'; path: string };
}

/** ACC-9: a token may what its member may, but stands for no person: not for joining, nor for the own account. */
export function takesTokens({ access, tokens }: Pick<Route['spec'], 'access' | 'tokens'>): boolean {
  return tokens ?? access === 'member';
}

/**
 * Serves one call of a feature's contract: who may, how it fails, who answers. Registers nothing by itself: a feature
 * exports its routes as a list, `app.ts` serves them and `openapi.ts` describes them.
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
