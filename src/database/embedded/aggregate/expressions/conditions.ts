import { Int32 } from 'bson';
import { CommandError } from '../../errors.ts';
import { compare } from '../../values/compare.ts';
import { isDoc, type Value } from '../../values/document.ts';
import { isTruthy } from '../../values/truth.ts';
import { call, isNullish, list, named, namedValues, part } from '../define.ts';
import type { Context, Evaluate, Operator } from '../evaluation.ts';

const many = Number.POSITIVE_INFINITY;

function comparison(holds: (order: number) => Value): Operator {
  return call(2, 2, ([a, b], { collation }) => holds(compare(a, b, collation)));
}

/** `{ if, then, else }` or the three in this order. */
const cond: Operator = (argument, context) => {
  let parts: Evaluate[];
  if (isDoc(argument)) {
    const read = named(argument, context, '$cond', ['if', 'then', 'else'], []);
    parts = ['if', 'then', 'else'].map((name) => part(read, name));
  } else parts = list(argument, 3, 3, '$cond').map(context.compile);
  const [test, then, otherwise] = parts;
  return (environment) => (isTruthy(test?.(environment)) ? then : otherwise)?.(environment);
};

const ifNull: Operator = (argument, context) => {
  const choices = list(argument, 2, many, '$ifNull').map(context.compile);
  return (environment) => {
    let value: Value | undefined;
    for (const choice of choices) {
      value = choice(environment);
      if (!isNullish(value)) return value;
    }
    return value;
  };
};

const choose: Operator = (argument, context) => {
  const parts = namedValues(argument, '$switch', ['branches'], ['default']);
  const branches = parts.get('branches');
  if (!Array.isArray(branches) || branches.length === 0)
    throw new CommandError(40068, '$switch requires at least one branch');
  const cases = branches.map((branch) => readCase(branch, context));
  const otherwise = parts.has('default') ? context.compile(parts.get('default') ?? null) : undefined;
  return (environment) => {
    for (const one of cases) if (isTruthy(one.test(environment))) return one.result(environment);
    if (!otherwise)
      throw new CommandError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified',
      );
    return otherwise(environment);
  };
};

function readCase(branch: Value, context: Context): { test: Evaluate; result: Evaluate } {
  const parts = named(branch, context, '$switch branch', ['case', 'then'], []);
  return { test: part(parts, 'case'), result: part(parts, 'then') };
}

/** `$and` and `$or` look at their arguments only as far as they must. */
function junction(decisive: boolean): Operator {
  return (argument, context, name) => {
    const parts = list(argument, 0, many, name).map(context.compile);
    return (environment) => (parts.some((one) => isTruthy(one(environment)) === decisive) ? decisive : !decisive);
  };
}

export const conditions: Record<string, Operator> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison((order) => new Int32(Math.sign(order))),
  $and: junction(false),
  $or: junction(true),
  $not: call(1, 1, ([value]) => !isTruthy(value)),
  $cond: cond,
  $ifNull: ifNull,
  $switch: choose,
};
