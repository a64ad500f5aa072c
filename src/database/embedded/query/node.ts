import type { Value } from '../values/document.ts';
import type { Kind } from '../values/kinds.ts';
import type { Pattern } from './pattern.ts';

/**
 * A filter as a tree, made for matching and for planning. `$and` is flattened; `$ne`, `$nin`, `$nor` and
 * `$exists: false` are a `not`; `$all` is an `and` of its members.
 */
export type Node =
  /** No nodes: everything matches. */
  | { kind: 'and'; nodes: Node[] }
  /** No nodes: nothing matches. */
  | { kind: 'or'; nodes: Node[] }
  | { kind: 'not'; node: Node }
  /** `path` is `''` inside an `$elemMatch` on values: the element itself. */
  | { kind: 'test'; path: string; test: Test }
  | { kind: 'expr'; expression: Value };

/** What a value at the end of a path must be. */
export type Test =
  /** Type bracketed: only values of the same comparison rank match; null matches missing (but not by `gt` and `lt`). */
  | { op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'; value: Value }
  /** Any of the values, or any of the patterns. */
  | { op: 'in'; values: Value[]; patterns: Pattern[] }
  /** `pattern.prefix` is the text that every match begins with, where one is known. */
  | { op: 'regex'; pattern: Pattern }
  | { op: 'exists' }
  | { op: 'type'; kinds: ReadonlySet<Kind> }
  | { op: 'mod'; divisor: bigint; remainder: bigint }
  | { op: 'size'; size: number }
  | { op: 'bits'; mask: bigint; want: 'allSet' | 'allClear' | 'anySet' | 'anyClear' }
  /** `onValue`: the node tests the element itself, by tests whose path is `''`. */
  | { op: 'elemMatch'; node: Node; onValue: boolean };
