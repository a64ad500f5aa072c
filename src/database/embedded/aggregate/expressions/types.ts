import { Decimal128, Double, Int32, ObjectId, Timestamp } from 'bson';
import { CommandError } from '../../errors.ts';
import { integerOf, isNaNNumber, toDecimal } from '../../values/arithmetic.ts';
import { decimalOf, exactOfText, toDouble, toInt64 } from '../../values/decimal.ts';
import type { NumberValue, Value } from '../../values/document.ts';
import { isKind, isNumber, type Kind, kindOf, kindOfNumber } from '../../values/kinds.ts';
import { numberText } from '../../values/number-text.ts';
import { isTruthy } from '../../values/truth.ts';
import { parseDate } from '../dates/parse.ts';
import { call, isNullish, named, part } from '../define.ts';
import type { Operator } from '../evaluation.ts';

function failed(why: string): CommandError {
  return new CommandError('ConversionFailure', `Failed to convert value in $convert with no onError value: ${why}`);
}

function unsupported(value: Value, to: Kind): CommandError {
  return new CommandError(
    'ConversionFailure',
    `Unsupported conversion from ${kindOf(value)} to ${to} in $convert with no onError value`,
  );
}

/** Cuts a number to an integer of so many bits. */
function cut(value: NumberValue, bits: 32 | 64): bigint {
  const integer = toInt64(value);
  if (integer === undefined || BigInt.asIntN(bits, integer) !== integer) {
    throw failed(
      isNaNNumber(value) ? 'Attempt to convert NaN value to integer type' : 'Conversion would overflow target type',
    );
  }
  return integer;
}

function parseInteger(text: string, bits: 32 | 64): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw failed(`Failed to parse number '${text}' in $convert`);
  const integer = BigInt(text);
  if (BigInt.asIntN(bits, integer) !== integer) throw failed(`Failed to parse number '${text}': Overflow`);
  return integer;
}

function toInteger(value: Value, bits: 32 | 64, to: Kind): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (isNumber(value)) return cut(value, bits);
  if (typeof value === 'string') return parseInteger(value, bits);
  if (value instanceof Date && bits === 64) return BigInt(value.getTime());
  throw unsupported(value, to);
}

function toDoubleValue(value: Value): Value {
  if (typeof value === 'boolean') return new Double(value ? 1 : 0);
  if (value instanceof Date) return new Double(value.getTime());
  if (typeof value === 'string') return new Double(parseDouble(value));
  if (!isNumber(value)) throw unsupported(value, 'double');
  const number = toDouble(value);
  if (value instanceof Decimal128 && !Number.isFinite(number) && /\d/.test(value.toString()))
    throw failed('Conversion would overflow target type');
  return new Double(number);
}

function parseDouble(text: string): number {
  const word = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i.exec(text);
  if (word) return word[2] ? Number.NaN : word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text))
    throw failed(`Failed to parse number '${text}' in $convert`);
  const number = Number(text);
  if (!Number.isFinite(number)) throw failed(`Failed to parse number '${text}': Out of range`);
  return number;
}

function toDecimalValue(value: Value): Value {
  if (typeof value === 'boolean') return toDecimal(new Int32(value ? 1 : 0));
  if (value instanceof Date) return toDecimal(BigInt(value.getTime()));
  if (isNumber(value)) return toDecimal(value);
  if (typeof value !== 'string') throw unsupported(value, 'decimal');
  const exact = exactOfText(value);
  if (exact && Math.abs(exact.exponent) < 10_000 && value.length < 10_000) return decimalOf(exact);
  return toDecimal(new Double(parseDouble(value)));
}

function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isNumber(value)) return numberText(value);
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return value.toISOString();
  throw unsupported(value, 'string');
}

function toDate(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  if (typeof value === 'string') return parseDate(value);
  if (!isNumber(value) || value instanceof Int32) throw unsupported(value, 'date');
  const date = new Date(Number(cut(value, 64)));
  if (Number.isNaN(date.getTime())) throw failed('Conversion would overflow target type');
  return date;
}

function toObjectId(value: Value): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw unsupported(value, 'objectId');
  if (!/^[0-9a-f]{24}$/i.test(value))
    throw failed(`Failed to parse objectId '${value}' in $convert: Invalid string length or character`);
  return new ObjectId(value);
}

/** What `$convert` can make, of values that are not null. */
const conversions: Partial<Record<Kind, (value: Value) => Value>> = {
  double: toDoubleValue,
  string: toText,
  objectId: toObjectId,
  bool: (value) => (!isNumber(value) || isTruthy(value) ? value !== false : false),
  date: toDate,
  int: (value) => integerOf(toInteger(value, 32, 'int'), true) ?? 0n,
  long: (value) => toInteger(value, 64, 'long'),
  decimal: toDecimalValue,
};

function conversion(to: Kind): (value: Value) => Value {
  const convert = conversions[to];
  if (!convert) throw new CommandError('NotImplemented', `$convert to ${to} is not supported by the embedded database`);
  return convert;
}

function short(to: Kind): Operator {
  const convert = conversion(to);
  return call(1, 1, ([value]) => (isNullish(value) ? null : convert(value)));
}

const convert: Operator = (argument, context) => {
  const parts = named(argument, context, '$convert', ['input', 'to'], ['onError', 'onNull']);
  return (environment) => {
    const input = part(parts, 'input')(environment);
    const to = part(parts, 'to')(environment);
    if (isNullish(input)) return parts.onNull ? parts.onNull(environment) : null;
    if (isNullish(to)) return null;
    const run = conversion(readTarget(to));
    try {
      return run(input);
    } catch (error) {
      if (parts.onError && error instanceof CommandError && error.codeName === 'ConversionFailure')
        return parts.onError(environment);
      throw error;
    }
  };
};

function readTarget(to: Value): Kind {
  if (isNumber(to)) {
    const kind = kindOfNumber(toDouble(to));
    if (!kind)
      throw new CommandError(
        'FailedToParse',
        `In $convert, numeric value for 'to' does not correspond to a BSON type: ${numberText(to)}`,
      );
    return kind;
  }
  if (typeof to !== 'string')
    throw new CommandError('FailedToParse', "$convert's 'to' argument must be a string or number");
  if (!isKind(to)) throw new CommandError('BadValue', `Unknown type name: ${to}`);
  return to;
}

export const types: Record<string, Operator> = {
  $type: call(1, 1, ([value]) => (value === undefined ? 'missing' : kindOf(value))),
  $isNumber: call(1, 1, ([value]) => isNumber(value)),
  $convert: convert,
  $toString: short('string'),
  $toInt: short('int'),
  $toLong: short('long'),
  $toDouble: short('double'),
  $toDecimal: short('decimal'),
  $toBool: short('bool'),
  $toDate: short('date'),
  $toObjectId: short('objectId'),
};
