import { CommandError } from '../../errors.ts';
import { type Doc, isDoc, type Value } from '../../values/document.ts';
import { kindOf } from '../../values/kinds.ts';
import { call, isNullish, named, namedValues, part } from '../define.ts';
import type { Evaluate, Operator } from '../evaluation.ts';

/** Later fields win, each at the place where it was first. */
export function mergeObjects(documents: Iterable<Value | undefined>): Doc {
  const merged: Doc = new Map();
  for (const document of documents) {
    if (isNullish(document)) continue;
    if (!isDoc(document))
      throw new CommandError(40400, `$mergeObjects requires object inputs, but input is of type ${kindOf(document)}`);
    for (const [name, value] of document) merged.set(name, value);
  }
  return merged;
}

function arrayToObject(value: Value | undefined): Doc | null {
  if (isNullish(value)) return null;
  if (!Array.isArray(value))
    throw new CommandError(40386, `$arrayToObject requires an array input, found: ${kindOf(value)}`);
  const document: Doc = new Map();
  for (const entry of value) {
    const [name, member] = readEntry(entry);
    if (name.includes('\0')) throw new CommandError(4940400, 'Key field cannot contain an embedded null byte');
    document.set(name, member);
  }
  return document;
}

/** `[k, v]` or `{ k, v }`. */
function readEntry(entry: Value): [string, Value] {
  const isPair = Array.isArray(entry) && entry.length === 2;
  const isNamed = isDoc(entry) && entry.size === 2 && entry.has('k') && entry.has('v');
  if (!isPair && !isNamed)
    throw new CommandError(
      40392,
      '$arrayToObject requires an array of arrays of two elements or of objects with keys k and v',
    );
  const [name, value] = isPair ? entry : isNamed ? [entry.get('k'), entry.get('v')] : [];
  if (typeof name !== 'string') throw new CommandError(40394, '$arrayToObject requires keys of type string');
  return [name, value ?? null];
}

function objectToArray(value: Value | undefined): Value {
  if (isNullish(value)) return null;
  if (!isDoc(value)) throw new CommandError(40390, `$objectToArray requires a document input, found: ${kindOf(value)}`);
  return [...value].map(
    ([name, member]): Doc =>
      new Map<string, Value>([
        ['k', name],
        ['v', member],
      ]),
  );
}

const getField: Operator = (argument, context) => {
  const short = !isDoc(argument) || [...argument.keys()][0]?.startsWith('$') === true;
  const parts = named(
    short
      ? new Map<string, Value>([
          ['field', argument],
          ['input', '$$CURRENT'],
        ])
      : argument,
    context,
    '$getField',
    ['field', 'input'],
    [],
  );
  const field = fieldName(part(parts, 'field'), '$getField');
  return (environment) => {
    const input = part(parts, 'input')(environment);
    return isNullish(input) ? input : isDoc(input) ? input.get(field(environment)) : undefined;
  };
};

function fieldName(evaluate: Evaluate, operator: string): (environment: Parameters<Evaluate>[0]) => string {
  return (environment) => {
    const name = evaluate(environment);
    if (typeof name === 'string') return name;
    throw new CommandError(3041704, `${operator} requires 'field' to evaluate to type String`);
  };
}

function setting(operator: string, required: string[]): Operator {
  return (argument, context) => {
    const parts = namedValues(argument, operator, required, []);
    const field = fieldName(context.compile(parts.get('field') ?? null), operator);
    const input = context.compile(parts.get('input') ?? null);
    const value: Evaluate = parts.has('value') ? context.compile(parts.get('value') ?? null) : () => undefined;
    return (environment) => {
      const document = input(environment);
      if (isNullish(document)) return null;
      if (!isDoc(document)) throw new CommandError(4161105, `${operator} requires 'input' to evaluate to type Object`);
      const copy = new Map(document);
      const set = value(environment);
      if (set === undefined) copy.delete(field(environment));
      else copy.set(field(environment), set);
      return copy;
    };
  };
}

export const objects: Record<string, Operator> = {
  $mergeObjects: call(0, Number.POSITIVE_INFINITY, (args) => mergeObjects(args)),
  $arrayToObject: call(1, 1, ([value]) => arrayToObject(value)),
  $objectToArray: call(1, 1, ([value]) => objectToArray(value)),
  $getField: getField,
  $setField: setting('$setField', ['field', 'input', 'value']),
  $unsetField: setting('$unsetField', ['field', 'input']),
};
