import type { Collation } from '../values/collation.ts';
import type { Doc, Value } from '../values/document.ts';
import type { Deadline } from './deadline.ts';

/** Values of variables by name, without `$$`. */
export type Variables = ReadonlyMap<string, Value>;

/** Variables bound while an expression runs: the innermost first. */
export interface Frame {
  name: string;
  value: Value | undefined;
  outer: Frame | undefined;
}

/** What an expression is evaluated on. */
export interface Environment {
  root: Doc;
  variables: Frame | undefined;
}

/** An expression made ready; `undefined` is a missing value. */
export type Evaluate = (environment: Environment) => Value | undefined;

/** What the reading of an expression's parts needs. */
export interface Context {
  collation: Collation | undefined;
  deadline: Deadline;
  now: Date;
  compile(expression: Value): Evaluate;
  /** The context in which these variables are known too. */
  knowing(names: string[]): Context;
}

/** Reads the argument of an operator; `name` is for its error messages. */
export type Operator = (argument: Value, context: Context, name: string) => Evaluate;

/** An environment in which one more variable has a value. */
export function bind(environment: Environment, name: string, value: Value | undefined): Environment {
  return { root: environment.root, variables: { name, value, outer: environment.variables } };
}
