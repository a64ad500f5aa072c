import { BSONRegExp } from 'bson';
import { admit, type Word } from '../door.ts';
import { CommandError, notSupported } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { add } from '../values/arithmetic.ts';
import { equal } from '../values/compare.ts';
import { hasOperators, isDoc, type Value } from '../values/document.ts';
import { identityKey } from '../values/identity.ts';
import { isNumber, kindOf, toDouble } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';

/** What an update is applied to. */
export interface Situation {
  /** Whether the document is about to be inserted by an upsert. */
  isInsert: boolean;
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
type ReadModifier = (argument: Value, path: string) => Modifier;

const bad = (message: string) => new CommandError('BadValue', message);

export const updateOperators: Record<Word<'update operator'>, ReadModifier> = {
  $set: (value) => ({ creates: true, apply: () => value }),
  $setOnInsert: (value) => ({ creates: true, apply: (current, { isInsert }) => (isInsert ? value : current) }),
  $unset: () => ({ creates: false, apply: () => undefined }),
  $inc: (operand, path) => {
    if (!isNumber(operand))
      throw new CommandError(
        'TypeMismatch',
        `Cannot increment with non-numeric argument: {${path}: ${textOf(operand)}}`,
      );
    return {
      creates: true,
      apply(current, { id }) {
        if (current === undefined) return operand;
        if (!isNumber(current)) {
          throw new CommandError(
            'TypeMismatch',
            `Cannot apply $inc to a value of non-numeric type. {_id: ${id}} has the field '${path}' of non-numeric type ${kindOf(current)}`,
          );
        }
        const sum = add(current, operand);
        if (sum !== undefined) return sum;
        throw bad(`Failed to apply $inc operations to current value (${textOf(current)}) for document {_id: ${id}}`);
      },
    };
  },
  $push: (argument, path) => {
    const values = readEach(argument, '$push');
    const slice = readSlice(argument);
    return {
      creates: true,
      apply(current = [], { id }) {
        if (!Array.isArray(current))
          throw bad(`The field '${path}' must be an array but is of type ${kindOf(current)} in document {_id: ${id}}`);
        const array = [...current, ...values];
        return slice < 0 ? array.slice(slice) : array.slice(0, slice);
      },
    };
  },
  $addToSet: (argument, path) => {
    const values = readEach(argument, '$addToSet');
    return {
      creates: true,
      apply(current = []) {
        if (!Array.isArray(current))
          throw bad(
            `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${kindOf(current)}`,
          );
        const known = new Set(current.map(identityKey));
        const added = values.filter((value) => {
          const isNew = !known.has(identityKey(value));
          known.add(identityKey(value));
          return isNew;
        });
        return [...current, ...added];
      },
    };
  },
  $pull: (condition) => {
    const isUnwanted = matcherOf(condition);
    return {
      creates: false,
      apply(current = []) {
        if (!Array.isArray(current)) throw bad('Cannot apply $pull to a non-array value');
        return current.filter((element) => !isUnwanted(element));
      },
    };
  },
};

/** The values that are added: those of `$each`, or the one that is the argument. */
function readEach(argument: Value, operator: '$addToSet' | '$push'): Value[] {
  if (!isDoc(argument) || !hasOperators(argument)) return [argument];
  for (const name of argument.keys()) admit(`modifier of ${operator}`, name);
  const values = argument.get('$each');
  if (Array.isArray(values)) return values;
  throw new CommandError('TypeMismatch', `The argument to $each in ${operator} must be an array`);
}

/** How many elements stay, from the end where it is negative; all without a `$slice`. */
function readSlice(argument: Value): number {
  const value = isDoc(argument) && hasOperators(argument) ? argument.get('$slice') : undefined;
  if (value === undefined) return Infinity;
  const number = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!Number.isInteger(number)) throw bad(`The value for $slice must be an integer value but was ${textOf(value)}`);
  return number;
}

/** A document is a filter on elements that are documents; other values must be equal. */
function matcherOf(condition: Value): (element: Value) => boolean {
  if (condition instanceof BSONRegExp) throw notSupported('$pull with a pattern');
  if (!isDoc(condition)) return (element) => equal(element, condition);
  if (hasOperators(condition)) throw notSupported(`$pull with ${[...condition.keys()][0]}`);
  const { matches } = compileFilter(condition);
  return (element) => isDoc(element) && matches(element);
}
