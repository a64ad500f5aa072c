import { Int32, ObjectId, Timestamp } from 'bson';
import { CommandError } from '../../errors.ts';
import { toDouble } from '../../values/decimal.ts';
import { isDoc, type Value } from '../../values/document.ts';
import { isNumber, kindOf } from '../../values/kinds.ts';
import {
  addUnits,
  dayOfYear,
  difference,
  isoWeek,
  isUnit,
  readWeekday,
  truncate,
  type Unit,
  weekOfYear,
} from '../dates/calendar.ts';
import { checkFormat, formatDate } from '../dates/format.ts';
import { parseDate } from '../dates/parse.ts';
import { fromLocal, readZone, toLocal, utc, utcOf, type Zone } from '../dates/zone.ts';
import { isNullish, type Named, named, part } from '../define.ts';
import type { Environment, Operator } from '../evaluation.ts';

function toDate(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  throw new CommandError(16006, `can't convert from BSON type ${kindOf(value)} to Date`);
}

/** The value of a named part: null when it is there and null or missing, undefined when it was left out. */
function optional(parts: Named, name: string, environment: Environment): Value | undefined {
  return parts[name] && (parts[name](environment) ?? null);
}

/** UTC when left out, null when null. */
function zoneOf(parts: Named, environment: Environment): Zone | null {
  const name = optional(parts, 'timezone', environment);
  if (name === undefined) return utc;
  if (name === null) return null;
  if (typeof name !== 'string')
    throw new CommandError(40533, `timezone must evaluate to a string, found ${kindOf(name)}`);
  return readZone(name);
}

function unitOf(value: Value, operator: string): Unit {
  if (typeof value !== 'string' || !isUnit(value))
    throw new CommandError('FailedToParse', `${operator} parameter 'unit' value cannot be recognized as a time unit`);
  return value;
}

function integerPart(value: Value, what: string, code: number): number {
  const number = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!Number.isInteger(number)) throw new CommandError(code, `${what} must evaluate to an integer`);
  return number;
}

function weekdayOf(value: Value | undefined, unit: Unit): number {
  if (unit !== 'week' || value === undefined) return 0;
  if (typeof value !== 'string') throw new CommandError(5439015, "parameter 'startOfWeek' must be a string");
  return readWeekday(value);
}

/** `{ $year: date }` or `{ $year: { date, timezone } }`. */
function field(read: (local: Date) => number, asLong = false): Operator {
  return (argument, context, name) => {
    const isNamed = isDoc(argument) && argument.has('date');
    const [only] = Array.isArray(argument) && argument.length === 1 ? argument : [argument];
    const parts = named(isNamed ? argument : new Map([['date', only ?? null]]), context, name, ['date'], ['timezone']);
    return (environment) => {
      const date = part(parts, 'date')(environment);
      const zone = zoneOf(parts, environment);
      if (isNullish(date) || !zone) return null;
      const number = read(toLocal(toDate(date), zone));
      return asLong ? BigInt(number) : new Int32(number);
    };
  };
}

const dateToString: Operator = (argument, context) => {
  const parts = named(argument, context, '$dateToString', ['date'], ['format', 'timezone', 'onNull']);
  return (environment) => {
    const date = part(parts, 'date')(environment);
    if (isNullish(date)) return parts.onNull ? parts.onNull(environment) : null;
    const zone = zoneOf(parts, environment);
    const format =
      optional(parts, 'format', environment) ??
      (parts.format ? null : parts.timezone ? '%Y-%m-%dT%H:%M:%S.%L' : '%Y-%m-%dT%H:%M:%S.%LZ');
    if (!zone || format === null) return null;
    if (typeof format !== 'string')
      throw new CommandError(18533, `$dateToString requires that 'format' be a string, found: ${kindOf(format)}`);
    checkFormat(format);
    return formatDate(toDate(date), format, zone);
  };
};

const dateFromString: Operator = (argument, context) => {
  const parts = named(argument, context, '$dateFromString', ['dateString'], ['timezone', 'onError', 'onNull']);
  return (environment) => {
    const text = part(parts, 'dateString')(environment);
    if (isNullish(text)) return parts.onNull ? parts.onNull(environment) : null;
    const zone = zoneOf(parts, environment);
    if (!zone) return null;
    try {
      if (typeof text !== 'string')
        throw new CommandError(
          'ConversionFailure',
          `$dateFromString requires that 'dateString' be a string, found: ${kindOf(text)}`,
        );
      return parseDate(text, zone);
    } catch (error) {
      if (parts.onError && error instanceof CommandError && error.codeName === 'ConversionFailure')
        return parts.onError(environment);
      throw error;
    }
  };
};

const partRanges = {
  year: [1, 9999],
  month: [-32768, 32767],
  day: [-32768, 32767],
  hour: [-32768, 32767],
  minute: [-32768, 32767],
  second: [-2147483648, 2147483647],
  millisecond: [-2147483648, 2147483647],
} as const;

const dateFromParts: Operator = (argument, context) => {
  const names = Object.keys(partRanges);
  const parts = named(argument, context, '$dateFromParts', ['year'], [...names, 'timezone']);
  return (environment) => {
    const numbers: number[] = [];
    for (const [name, [least, most]] of Object.entries(partRanges)) {
      const value = optional(parts, name, environment);
      if (value === null) return null;
      const number =
        value === undefined ? (name === 'month' || name === 'day' ? 1 : 0) : integerPart(value, `'${name}'`, 40515);
      if (value !== undefined && (number < least || number > most))
        throw new CommandError(40523, `'${name}' must evaluate to a value between ${least} and ${most}`);
      numbers.push(number);
    }
    const zone = zoneOf(parts, environment);
    const [year = 0, month = 1, day = 1, ...time] = numbers;
    return zone && fromLocal(utcOf(year, month, day, ...time), zone);
  };
};

const dateToParts: Operator = (argument, context) => {
  const parts = named(argument, context, '$dateToParts', ['date'], ['timezone']);
  return (environment) => {
    const date = part(parts, 'date')(environment);
    const zone = zoneOf(parts, environment);
    if (isNullish(date) || !zone) return null;
    const local = toLocal(toDate(date), zone);
    const numbers = [
      local.getUTCFullYear(),
      local.getUTCMonth() + 1,
      local.getUTCDate(),
      local.getUTCHours(),
      local.getUTCMinutes(),
      local.getUTCSeconds(),
      local.getUTCMilliseconds(),
    ];
    return new Map(Object.keys(partRanges).map((name, i): [string, Value] => [name, new Int32(numbers[i] ?? 0)]));
  };
};

function adding(sign: 1 | -1): Operator {
  return (argument, context, name) => {
    const parts = named(argument, context, name, ['startDate', 'unit', 'amount'], ['timezone']);
    return (environment) => {
      const [start, unit, amount] = ['startDate', 'unit', 'amount'].map((one) => part(parts, one)(environment));
      const zone = zoneOf(parts, environment);
      if (isNullish(start) || isNullish(unit) || isNullish(amount) || !zone) return null;
      return addUnits(toDate(start), unitOf(unit, name), sign * integerPart(amount, `${name} amount`, 5166405), zone);
    };
  };
}

const dateDiff: Operator = (argument, context) => {
  const parts = named(argument, context, '$dateDiff', ['startDate', 'endDate', 'unit'], ['timezone', 'startOfWeek']);
  return (environment) => {
    const [start, end, unitName] = ['startDate', 'endDate', 'unit'].map((one) => part(parts, one)(environment));
    const zone = zoneOf(parts, environment);
    const weekday = optional(parts, 'startOfWeek', environment);
    if (isNullish(start) || isNullish(end) || isNullish(unitName) || !zone) return null;
    const unit = unitOf(unitName, '$dateDiff');
    if (unit === 'week' && weekday === null) return null;
    return BigInt(difference(toDate(start), toDate(end), unit, zone, weekdayOf(weekday, unit)));
  };
};

const dateTrunc: Operator = (argument, context) => {
  const parts = named(argument, context, '$dateTrunc', ['date', 'unit'], ['binSize', 'timezone', 'startOfWeek']);
  return (environment) => {
    const date = part(parts, 'date')(environment);
    const unitName = part(parts, 'unit')(environment);
    const zone = zoneOf(parts, environment);
    const weekday = optional(parts, 'startOfWeek', environment);
    const size = optional(parts, 'binSize', environment);
    if (isNullish(date) || isNullish(unitName) || !zone || size === null) return null;
    const unit = unitOf(unitName, '$dateTrunc');
    if (unit === 'week' && weekday === null) return null;
    const binSize = size === undefined ? 1 : integerPart(size, "$dateTrunc parameter 'binSize'", 5439017);
    if (binSize <= 0) throw new CommandError(5439018, "$dateTrunc parameter 'binSize' must be greater than 0");
    return truncate(toDate(date), unit, binSize, zone, weekdayOf(weekday, unit));
  };
};

export const dates: Record<string, Operator> = {
  $year: field((local) => local.getUTCFullYear()),
  $month: field((local) => local.getUTCMonth() + 1),
  $dayOfMonth: field((local) => local.getUTCDate()),
  $dayOfWeek: field((local) => local.getUTCDay() + 1),
  $dayOfYear: field(dayOfYear),
  $hour: field((local) => local.getUTCHours()),
  $minute: field((local) => local.getUTCMinutes()),
  $second: field((local) => local.getUTCSeconds()),
  $millisecond: field((local) => local.getUTCMilliseconds()),
  $week: field(weekOfYear),
  $isoWeek: field((local) => isoWeek(local).week),
  $isoDayOfWeek: field((local) => isoWeek(local).day),
  $isoWeekYear: field((local) => isoWeek(local).year, true),
  $dateToString: dateToString,
  $dateFromString: dateFromString,
  $dateFromParts: dateFromParts,
  $dateToParts: dateToParts,
  $dateAdd: adding(1),
  $dateSubtract: adding(-1),
  $dateDiff: dateDiff,
  $dateTrunc: dateTrunc,
};
