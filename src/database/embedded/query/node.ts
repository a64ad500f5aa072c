import type { Value } from '../values/document.ts';
import type { Kind } from '../values/kinds.ts';

/** A filter as a tree, made for matching and for planning. `$and` is flattened; `$ne`, `$nin` and `$exists: false` are a `not`. */
export type Node =
  /** No nodes: everything matches. */
  | { kind: 'and'; nodes: Node[] }
  | { kind: 'or'; nodes: Node[] }
  | { kind: 'not'; node: Node }
  | { kind: 'test'; path: string; test: Test };

/** What a value at the end of a path must be. */
export type Test =
  /** Type bracketed: only values of the same comparison rank match; null matches missing (but not by `gt` and `lt`). */
  | { op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'; value: Value }
  | { op: 'in'; values: Value[] }
  /** A text that begins so. */
  | { op: 'prefix'; prefix: string }
  | { op: 'exists' }
  | { op: 'type'; type: Kind }
  /** One document of an array matches as a whole. */
  | { op: 'elemMatch'; node: Node };
