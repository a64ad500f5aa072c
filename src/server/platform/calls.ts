import type { z } from 'zod';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What goes into a call of the API and what comes out, so that the server and the add-in agree on it. */
export interface CallShape {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Media type of a file that is sent instead of JSON, of any length. */
  consumes?: string;
  response?: z.ZodType;
  /** Media types of a file or picture that comes back instead of JSON. */
  produces?: string | readonly string[];
}

/** The calls of a feature by method and path below `/api/v1`, with OpenAPI's `{id}`: `'GET /members/{id}'`. */
export type Calls = Record<`${Method} /${string}`, CallShape>;

/** The schema of one part of a call; undefined where the call has no such part. */
export type PartOf<Shape, Part extends keyof CallShape> =
  Shape extends Record<Part, infer Schema extends z.ZodType> ? Schema : undefined;
