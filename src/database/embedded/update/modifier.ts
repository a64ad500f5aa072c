import type { Collation } from '../values/collation.ts';
import type { Value } from '../values/document.ts';

/** What an update is applied to. */
export interface Situation {
  isInsert: boolean;
  now: Date;
  /** The document's `_id` as text, for error messages. */
  id: string;
}

/** One operator on one path, made ready. */
export interface Modifier {
  /** Whether a missing field is created; otherwise the operator does nothing without one. */
  creates: boolean;
  /** The new value, or undefined to remove the field. A missing field comes as undefined. */
  apply(current: Value | undefined, situation: Situation): Value | undefined;
}

/** Reads the argument of an operator for a path. */
export type ReadModifier = (argument: Value, path: string, options: { collation: Collation | undefined }) => Modifier;
