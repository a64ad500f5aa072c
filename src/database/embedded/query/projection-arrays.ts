import { CommandError } from '../errors.ts';
import { toDouble } from '../values/decimal.ts';
import type { Doc, Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';

/** Replaces the arrays at a path by others. With `spread` the path leads through arrays, otherwise the first array on it is meant. */
export function reshapeArrays(
  document: Doc,
  parts: readonly string[],
  reshape: (array: Value[]) => Value[],
  spread: boolean,
): Doc {
  const [name = '', ...rest] = parts;
  const value = document.get(name);
  if (value === undefined) return document;
  return new Map(document).set(name, reshapeValue(value, rest, reshape, spread));
}

function reshapeValue(
  value: Value,
  rest: readonly string[],
  reshape: (array: Value[]) => Value[],
  spread: boolean,
): Value {
  if (Array.isArray(value)) {
    if (rest.length === 0 || !spread) return reshape(value);
    return value.map((element) => (element instanceof Map ? reshapeArrays(element, rest, reshape, spread) : element));
  }
  return value instanceof Map && rest.length > 0 ? reshapeArrays(value, rest, reshape, spread) : value;
}

/** Reads `$slice: count` and `$slice: [skip, limit]` of `find`; undefined for the expression of the same name. */
export function readSlice(argument: Value | undefined): ((array: Value[]) => Value[]) | undefined {
  if (isNumber(argument)) {
    const count = Math.trunc(toDouble(argument));
    return (array) => (count < 0 ? array.slice(count) : array.slice(0, count));
  }
  if (!Array.isArray(argument) || argument.length !== 2) return undefined;
  const [first, second] = argument;
  if (!isNumber(first) || !isNumber(second)) return undefined;
  const [skip, limit] = [Math.trunc(toDouble(first)), Math.trunc(toDouble(second))];
  if (limit <= 0) throw new CommandError(28724, '$slice limit must be positive');
  return (array) => {
    const start = skip < 0 ? Math.max(0, array.length + skip) : skip;
    return array.slice(start, start + limit);
  };
}
