import { CommandError } from '../../errors.ts';
import type { Value } from '../../values/document.ts';
import { kindOf } from '../../values/kinds.ts';
import { isTruthy } from '../../values/truth.ts';
import { unique, ValueMap } from '../../values/value-map.ts';
import { type Arguments, call, isNullish } from '../define.ts';
import type { Context, Operator } from '../evaluation.ts';

const many = Number.POSITIVE_INFINITY;

function array(value: Value | undefined, name: string, code: number): Value[] {
  if (Array.isArray(value)) return value;
  throw new CommandError(
    code,
    `All operands of ${name} must be arrays. One argument is of type: ${value === undefined ? 'missing' : kindOf(value)}`,
  );
}

function setOf(values: Value[], { collation }: Context): ValueMap<true> {
  const set = new ValueMap<true>(collation);
  for (const value of values) set.set(value, true);
  return set;
}

function isSubset(part: Value[], whole: Value[], context: Context): boolean {
  const set = setOf(whole, context);
  return part.every((value) => set.has(value));
}

/** An operator on arrays; with `nullable` a null or missing one gives null. */
function onArrays(
  name: string,
  code: number,
  min: number,
  max: number,
  nullable: boolean,
  run: (arrays: Value[][], context: Context) => Value,
): Operator {
  return call(min, max, (args: Arguments, context) => {
    if (nullable && args.some(isNullish)) return null;
    return run(
      args.map((arg) => array(arg, name, code)),
      context,
    );
  });
}

/** The single array that `$anyElementTrue` and `$allElementsTrue` ask. */
function elements(name: string, code: number, run: (array: Value[]) => boolean): Operator {
  return onArrays(name, code, 1, 1, false, ([only = []]) => run(only));
}

export const sets: Record<string, Operator> = {
  $setUnion: onArrays('$setUnion', 17043, 0, many, true, (arrays, { collation }) => unique(arrays.flat(), collation)),
  $setIntersection: onArrays('$setIntersection', 17047, 0, many, true, ([first = [], ...others], context) => {
    const sets = others.map((other) => setOf(other, context));
    return unique(first, context.collation).filter((value) => sets.every((set) => set.has(value)));
  }),
  $setDifference: onArrays('$setDifference', 17048, 2, 2, true, ([from = [], without = []], context) => {
    const set = setOf(without, context);
    return unique(from, context.collation).filter((value) => !set.has(value));
  }),
  $setEquals: onArrays('$setEquals', 17044, 2, many, false, ([first = [], ...others], context) =>
    others.every((other) => isSubset(first, other, context) && isSubset(other, first, context)),
  ),
  $setIsSubset: onArrays('$setIsSubset', 17046, 2, 2, false, ([part = [], whole = []], context) =>
    isSubset(part, whole, context),
  ),
  $anyElementTrue: elements('$anyElementTrue', 17041, (array) => array.some(isTruthy)),
  $allElementsTrue: elements('$allElementsTrue', 17040, (array) => array.every(isTruthy)),
};
