import { BSONRegExp } from 'bson';
import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { assertWithoutExpression } from '../query/parse.ts';
import { predicates } from '../query/predicates.ts';
import { compileSort } from '../query/sort.ts';
import type { Collation } from '../values/collation.ts';
import { compare, equal } from '../values/compare.ts';
import { toDouble } from '../values/decimal.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { isNumber, kindOf } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import { ValueMap } from '../values/value-map.ts';
import type { Modifier, ReadModifier } from './modifier.ts';

interface Options {
  collation: Collation | undefined;
}

const bad = (message: string) => new CommandError('BadValue', message);

/** The values that `$push` and `$addToSet` add, and what else the argument says. */
function readEach(argument: Value, name: string, clauses: string[]): { values: Value[]; options: Doc } {
  const options: Doc = isDoc(argument) && [...argument.keys()].some((key) => key === '$each') ? argument : new Map();
  if (!options.has('$each')) {
    const [stray] = isDoc(argument) ? [...argument.keys()].filter((key) => clauses.includes(key)) : [];
    if (stray) throw bad(`${stray} in ${name} needs an $each`);
    return { values: [argument], options };
  }
  const values = options.get('$each');
  if (!Array.isArray(values))
    throw new CommandError(
      name === '$addToSet' ? 'TypeMismatch' : 'BadValue',
      `The argument to $each in ${name} must be an array but it was of type ${values === undefined ? 'missing' : kindOf(values)}`,
    );
  for (const key of options.keys())
    if (key !== '$each' && !clauses.includes(key)) throw bad(`Unrecognized clause in ${name}: ${key}`);
  return { values, options };
}

function readInteger(value: Value, clause: string): number {
  const number = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!Number.isInteger(number))
    throw bad(`The value for ${clause} must be an integer value but was given type: ${kindOf(value)}`);
  return number;
}

/** The order of `$push`'s `$sort`: 1 or -1 for the elements themselves, or a document of their fields. */
function readSort(order: Value, { collation }: Options): (a: Value, b: Value) => number {
  if (isDoc(order)) {
    if (order.size === 0) throw bad('The $sort pattern is empty when it should be a set of fields.');
    const sort = compileSort(order, { collation });
    const fieldsOf = (value: Value): Doc => (isDoc(value) ? value : new Map());
    return (a, b) => sort.compare(fieldsOf(a), fieldsOf(b));
  }
  const direction = isNumber(order) ? toDouble(order) : 0;
  if (Math.abs(direction) !== 1) throw bad('The $sort element value must be either 1 or -1');
  return (a, b) => direction * compare(a, b, collation);
}

const push: ReadModifier = (argument, path, context) => {
  const { values, options } = readEach(argument, '$push', ['$position', '$slice', '$sort']);
  const position = options.has('$position') ? readInteger(options.get('$position') ?? null, '$position') : undefined;
  const slice = options.has('$slice') ? readInteger(options.get('$slice') ?? null, '$slice') : undefined;
  const order = options.has('$sort') ? readSort(options.get('$sort') ?? null, context) : undefined;
  return {
    creates: true,
    apply(current = [], { id }) {
      if (!Array.isArray(current))
        throw bad(`The field '${path}' must be an array but is of type ${kindOf(current)} in document {_id: ${id}}`);
      const at =
        position === undefined
          ? current.length
          : position < 0
            ? Math.max(0, current.length + position)
            : Math.min(position, current.length);
      let array = [...current.slice(0, at), ...values, ...current.slice(at)];
      if (order) array.sort(order);
      if (slice !== undefined) array = slice < 0 ? array.slice(slice) : array.slice(0, slice);
      return array;
    },
  };
};

const addToSet: ReadModifier = (argument, path, { collation }) => {
  const { values } = readEach(argument, '$addToSet', []);
  return {
    creates: true,
    apply(current = []) {
      if (!Array.isArray(current))
        throw bad(
          `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${kindOf(current)}`,
        );
      const known = new ValueMap<true>(collation);
      for (const element of current) known.set(element, true);
      const added = values.filter((value) => {
        const isNew = !known.has(value);
        known.set(value, true);
        return isNew;
      });
      return [...current, ...added];
    },
  };
};

/** Takes the elements out that a test names. */
function removing(name: string, isUnwanted: (element: Value) => boolean): Modifier {
  return {
    creates: false,
    apply(current = []) {
      if (!Array.isArray(current)) throw bad(`Cannot apply ${name} to a non-array value`);
      return current.filter((element) => !isUnwanted(element));
    },
  };
}

/** A document is a filter on elements that are documents, operators and patterns ask the element, other values must be equal. */
const pull: ReadModifier = (condition, _path, { collation }) => {
  if (isDoc(condition) && !asksElement(condition)) {
    const filter = compileFilter(condition, { collation });
    assertWithoutExpression(filter.root);
    return removing('$pull', (element) => isDoc(element) && filter.matches(element));
  }
  if (isDoc(condition) || condition instanceof BSONRegExp) {
    const filter = compileFilter(new Map([['', condition]]), { collation });
    return removing('$pull', (element) => filter.matches(new Map([['', element]])));
  }
  return removing('$pull', (element) => equal(element, condition, collation));
};

function asksElement(condition: Doc): boolean {
  const [first] = condition.keys();
  return first !== undefined && Object.hasOwn(predicates, first);
}

const pullAll: ReadModifier = (unwanted, path, { collation }) => {
  if (!Array.isArray(unwanted))
    throw bad(`$pullAll requires an array argument but was given a ${kindOf(unwanted)} for '${path}'`);
  const set = new ValueMap<true>(collation);
  for (const value of unwanted) set.set(value, true);
  return removing('$pullAll', (element) => set.has(element));
};

const pop: ReadModifier = (argument, path) => {
  if (!isNumber(argument))
    throw new CommandError('FailedToParse', `Expected a number in: ${path}: ${textOf(argument)}`);
  const end = toDouble(argument);
  if (Math.abs(end) !== 1) throw new CommandError('FailedToParse', `$pop expects 1 or -1, found: ${textOf(argument)}`);
  return {
    creates: false,
    apply(current = []) {
      if (!Array.isArray(current))
        throw new CommandError(
          'TypeMismatch',
          `Path '${path}' contains an element of non-array type '${kindOf(current)}'`,
        );
      return end === 1 ? current.slice(0, -1) : current.slice(1);
    },
  };
};

export const arrayOperators: Record<string, ReadModifier> = {
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
  $pullAll: pullAll,
  $pop: pop,
};
