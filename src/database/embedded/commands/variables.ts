import { compileExpression } from '../aggregate/expression.ts';
import { CommandError } from '../errors.ts';
import type { Doc, Value } from '../values/document.ts';
import type { Arguments } from './arguments.ts';

const nothing: Doc = new Map();

/** The variables of a command's `let`: constant expressions, evaluated once. */
export function readVariables(fields: Arguments): ReadonlyMap<string, Value> | undefined {
  const definitions = fields.optionalDocument('let');
  if (!definitions) return undefined;
  return new Map(
    [...definitions].map(([name, expression]): [string, Value] => {
      if (!/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name))
        throw new CommandError('FailedToParse', `'${name}' is not a valid name of a variable`);
      return [name, compileExpression(expression).evaluate(nothing) ?? null];
    }),
  );
}
