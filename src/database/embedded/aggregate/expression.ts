import { CommandError, notSupported } from '../errors.ts';
import type { Collation } from '../values/collation.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { splitPath, valueAt } from '../values/path.ts';
import { isTruthy } from '../values/truth.ts';
import { Deadline } from './deadline.ts';
import type { Context, Environment, Evaluate, Frame, Variables } from './evaluation.ts';
import { knownButRefused, operators } from './operators.ts';

export type { Variables } from './evaluation.ts';

export interface ExpressionOptions {
  collation?: Collation | undefined;
  /** Values of `let` and of an outer pipeline. */
  variables?: Variables | undefined;
  /** The value of `$$NOW`; the present when left out. */
  now?: Date | undefined;
  deadline?: Deadline | undefined;
}

/** An expression made ready. */
export interface Expression {
  /** Its value for a document, `undefined` when there is none (a missing field, `$$REMOVE`). */
  evaluate(root: Doc): Value | undefined;
  /** Whether its value counts as true. */
  isTrue(root: Doc): boolean;
}

/**
 * Makes an aggregation expression ready.
 * @throws CommandError for what is wrong in it; NotImplemented for an operator that only this database lacks
 */
export function compileExpression(expression: Value, options: ExpressionOptions = {}): Expression {
  const { compile, environmentOf } = compileEvaluation(options);
  const run = compile(expression);
  const evaluate = (root: Doc) => run(environmentOf(root));
  return { evaluate, isTrue: (root) => isTruthy(evaluate(root)) };
}

/** What a stage or a projection with many expressions needs: how to read them, and what to evaluate them on. */
export interface Evaluation {
  context: Context;
  compile(expression: Value): Evaluate;
  environmentOf(root: Doc): Environment;
}

/** The common ground of expressions that see the same variables. */
export function compileEvaluation(options: ExpressionOptions = {}): Evaluation {
  let frame: Frame | undefined;
  for (const [name, value] of options.variables ?? []) frame = { name, value, outer: frame };
  const context = makeContext(options, new Set(options.variables?.keys()));
  return { context, compile: context.compile, environmentOf: (root) => ({ root, variables: frame }) };
}

function makeContext(options: ExpressionOptions, known: ReadonlySet<string>): Context {
  const fixed = {
    collation: options.collation,
    deadline: options.deadline ?? new Deadline(),
    now: options.now ?? new Date(),
  };
  const make = (names: ReadonlySet<string>): Context => {
    const context: Context = {
      ...fixed,
      compile: (expression) => compile(expression, context, names),
      knowing: (more) => make(new Set([...names, ...more])),
    };
    return context;
  };
  return make(known);
}

function compile(expression: Value, context: Context, known: ReadonlySet<string>): Evaluate {
  if (typeof expression === 'string' && expression.startsWith('$')) return compilePath(expression, context, known);
  if (Array.isArray(expression)) {
    const members = expression.map(context.compile);
    return (environment) => members.map((member) => member(environment) ?? null);
  }
  return isDoc(expression) ? compileDoc(expression, context) : () => expression;
}

function compileDoc(expression: Doc, context: Context): Evaluate {
  const [first] = expression;
  if (first?.[0].startsWith('$')) {
    const [name, argument] = first;
    if (expression.size > 1) {
      throw new CommandError(
        15983,
        `an object representing an expression must have exactly one field: ${[...expression.keys()].join(', ')}`,
      );
    }
    const operator = operators.get(name);
    if (operator) return operator(argument, context, name);
    if (knownButRefused.has(name)) throw notSupported(`the expression ${name}`);
    throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  }
  const fields = [...expression].map(([name, value]): [string, Evaluate] => {
    checkFieldName(name);
    return [name, context.compile(value)];
  });
  return (environment) => {
    const document: Doc = new Map();
    for (const [name, evaluate] of fields) {
      const value = evaluate(environment);
      if (value !== undefined) document.set(name, value);
    }
    return document;
  };
}

/** The names of fields that an expression creates. */
function checkFieldName(name: string): void {
  if (name.includes('.')) throw new CommandError(16405, `FieldPath field names may not contain '.': '${name}'`);
  if (name.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$': '${name}'`);
}

/** `$a.b` is a path of the document, `$$name.a.b` one of a variable. */
function compilePath(expression: string, context: Context, known: ReadonlySet<string>): Evaluate {
  const isVariable = expression.startsWith('$$');
  const parts = splitPath(expression.slice(isVariable ? 2 : 1));
  for (const part of isVariable ? parts.slice(1) : parts) {
    if (part === '')
      throw new CommandError(
        expression.endsWith('.') ? 40353 : expression === '$' ? 16872 : 15998,
        `invalid field path: '${expression}'`,
      );
    if (part.startsWith('$'))
      throw new CommandError(16410, `FieldPath field names may not start with '$': '${expression}'`);
  }
  if (!isVariable) return (environment) => valueAt(environment.root, parts);
  const [name = '', ...rest] = parts;
  const base = compileVariable(name, context, known);
  return rest.length === 0 ? base : (environment) => valueAt(base(environment), rest);
}

function compileVariable(name: string, context: Context, known: ReadonlySet<string>): Evaluate {
  if (known.has(name)) {
    return ({ variables }) => {
      let frame = variables;
      while (frame && frame.name !== name) frame = frame.outer;
      return frame?.value;
    };
  }
  if (name === 'ROOT' || name === 'CURRENT') return (environment) => environment.root;
  if (name === 'NOW') return () => context.now;
  if (name === 'REMOVE') return () => undefined;
  if (['CLUSTER_TIME', 'USER_ROLES', 'SEARCH_META', 'JS_SCOPE'].includes(name))
    throw notSupported(`the variable $$${name}`);
  throw new CommandError(17276, `Use of undefined variable: ${name}`);
}
