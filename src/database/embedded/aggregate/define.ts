import { CommandError } from '../errors.ts';
import { isDoc, type Value } from '../values/document.ts';
import type { Context, Evaluate, Operator } from './evaluation.ts';

/** The values of an operator's arguments; `undefined` is missing. */
export type Arguments = (Value | undefined)[];

/** An operator with at least `min` and at most `max` arguments, all evaluated before it. */
export function call(
  min: number,
  max: number,
  run: (args: Arguments, context: Context) => Value | undefined,
): Operator {
  return (argument, context, name) => {
    const evaluate = list(argument, min, max, name).map(context.compile);
    return (environment) =>
      run(
        evaluate.map((one) => one(environment)),
        context,
      );
  };
}

/** The same, but null as soon as one argument is null or missing. */
export function callNonNull(
  min: number,
  max: number,
  run: (args: Value[], context: Context) => Value | undefined,
): Operator {
  return call(min, max, (args, context) => {
    const present = args.filter((one): one is Value => one !== undefined && one !== null);
    return present.length < args.length ? null : run(present, context);
  });
}

/** The arguments of an operator: an array, or a single one without it. */
export function list(argument: Value, min: number, max: number, name: string): Value[] {
  const args = Array.isArray(argument) ? argument : [argument];
  if (args.length >= min && args.length <= max) return args;
  const wanted =
    min === max
      ? `exactly ${min} arguments`
      : max === Number.POSITIVE_INFINITY
        ? `at least ${min} arguments`
        : `at least ${min} arguments, and at most ${max}`;
  throw new CommandError(
    min === max ? 16020 : 28667,
    `Expression ${name} takes ${wanted}. ${args.length} were passed in.`,
  );
}

/** Arguments by name. */
export type Named = { [name: string]: Evaluate | undefined };

/** Reads an argument that is a document of named parts, each an expression. */
export function named(
  argument: Value,
  context: Context,
  operator: string,
  required: string[],
  optional: string[],
): Named {
  const parts = namedValues(argument, operator, required, optional);
  return Object.fromEntries([...parts].map(([name, value]) => [name, context.compile(value)]));
}

/** Reads an argument that is a document of named parts, unread. */
export function namedValues(
  argument: Value,
  operator: string,
  required: string[],
  optional: string[],
): Map<string, Value> {
  if (!isDoc(argument)) throw new CommandError('FailedToParse', `${operator} only supports an object as its argument`);
  for (const name of argument.keys()) {
    if (!required.includes(name) && !optional.includes(name))
      throw new CommandError('FailedToParse', `Unrecognized argument to ${operator}: ${name}`);
  }
  for (const name of required) {
    if (!argument.has(name)) throw new CommandError('FailedToParse', `Missing '${name}' parameter to ${operator}`);
  }
  return argument;
}

/** The named part that reading has made sure of. */
export function part(parts: Named, name: string): Evaluate {
  const evaluate = parts[name];
  if (!evaluate) throw new TypeError(`the part ${name} was not read`);
  return evaluate;
}

export function isNullish(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}
