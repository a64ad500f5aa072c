import { Int32, Timestamp } from 'bson';
import { CommandError } from '../errors.ts';
import { add, integerOf, isInteger, multiply } from '../values/arithmetic.ts';
import { compare } from '../values/compare.ts';
import { isDoc, type NumberValue, type Value } from '../values/document.ts';
import { isNumber, kindOf } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import type { Modifier, ReadModifier, Situation } from './modifier.ts';

const bad = (message: string) => new CommandError('BadValue', message);

/** `$inc` and `$mul`. */
function arithmetic(
  name: string,
  verb: string,
  ofMissing: (operand: NumberValue) => NumberValue,
  run: (a: NumberValue, b: NumberValue) => NumberValue | undefined,
): ReadModifier {
  return (operand, path) => {
    if (!isNumber(operand))
      throw new CommandError('TypeMismatch', `Cannot ${verb} with non-numeric argument: {${path}: ${textOf(operand)}}`);
    return {
      creates: true,
      apply(current, { id }) {
        if (current === undefined) return ofMissing(operand);
        if (!isNumber(current)) {
          throw new CommandError(
            'TypeMismatch',
            `Cannot apply ${name} to a value of non-numeric type. {_id: ${id}} has the field '${path}' of non-numeric type ${kindOf(current)}`,
          );
        }
        const result = run(current, operand);
        if (result === undefined)
          throw bad(
            `Failed to apply ${name} operations to current value (${textOf(current)}) for document {_id: ${id}}: the result does not fit a 64-bit integer`,
          );
        return result;
      },
    };
  };
}

/** `$min` and `$max`. */
function extreme(sign: 1 | -1): ReadModifier {
  return (operand, _path, { collation }) => ({
    creates: true,
    apply: (current) => (current === undefined || sign * compare(operand, current, collation) > 0 ? operand : current),
  });
}

function currentDate(argument: Value): Modifier {
  const type = isDoc(argument) ? readDateType(argument) : argument;
  if (typeof argument !== 'boolean' && !isDoc(argument)) {
    throw bad(
      `${kindOf(argument)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  return {
    creates: true,
    apply: (_, { now }: Situation) =>
      type === 'timestamp'
        ? new Timestamp({ t: Math.floor(now.getTime() / 1000), i: (now.getTime() % 1000) + 1 })
        : now,
  };
}

function readDateType(argument: Map<string, Value>): 'date' | 'timestamp' {
  const type = argument.get('$type');
  const [other] = [...argument.keys()].filter((name) => name !== '$type');
  if (other !== undefined) throw bad(`Unrecognized $currentDate option: ${other}`);
  if (type !== 'date' && type !== 'timestamp')
    throw bad(
      "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
    );
  return type;
}

const bitwise: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

function bit(argument: Value, path: string): Modifier {
  if (!isDoc(argument))
    throw bad(
      `The $bit modifier is not compatible with a ${kindOf(argument)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  if (argument.size === 0)
    throw bad('You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}');
  const operations = [...argument].map(([name, operand]) => {
    const run = Object.hasOwn(bitwise, name) ? bitwise[name] : undefined;
    if (!run)
      throw bad(
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${textOf(operand)}}`,
      );
    if (!isNumber(operand) || !isInteger(operand))
      throw bad(
        `The $bit modifier field must be an Integer(32/64 bit); a '${kindOf(operand)}' is not supported here: {${name}: ${textOf(operand)}}`,
      );
    return { run, operand };
  });
  return {
    creates: true,
    apply(current = new Int32(0), { id }) {
      if (!isNumber(current) || !isInteger(current)) {
        throw bad(
          `Cannot apply $bit to a value of non-integral type. _id: ${id} has the field ${path} of non-integer type ${kindOf(current)}`,
        );
      }
      let value: Int32 | bigint = current;
      for (const { run, operand } of operations) {
        const result = run(BigInt(value.valueOf()), BigInt(operand.valueOf()));
        value = integerOf(result, value instanceof Int32 && operand instanceof Int32) ?? result;
      }
      return value;
    },
  };
}

/** The product with a missing field: zero in the operand's type. */
function zeroLike(operand: NumberValue): NumberValue {
  return multiply(new Int32(0), operand) ?? 0n;
}

export const fieldOperators: Record<string, ReadModifier> = {
  $set: (value) => ({ creates: true, apply: () => value }),
  $setOnInsert: (value) => ({ creates: true, apply: (current, { isInsert }) => (isInsert ? value : current) }),
  $unset: () => ({ creates: false, apply: () => undefined }),
  $inc: arithmetic('$inc', 'increment', (operand) => operand, add),
  $mul: arithmetic('$mul', 'multiply', zeroLike, multiply),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $bit: bit,
};
