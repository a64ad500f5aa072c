import { CommandError, notSupported } from '../../errors.ts';
import { fromLocal, toLocal, utcOf, type Zone } from './zone.ts';

const units = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'] as const;
export type Unit = (typeof units)[number];

const DAY = 86_400_000;
/** Units of a fixed length, in milliseconds. */
const lengths = { hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 } as const;
/** Units that are some months. */
const months = { year: 12, quarter: 3, month: 1 } as const;
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** 0 for Sunday to 6. @throws CommandError 5439015 */
export function readWeekday(name: string): number {
  const lower = name.toLowerCase();
  const day = weekdays.findIndex(
    (weekday) => weekday === lower || (lower.length >= 3 && weekday.slice(0, 3) === lower),
  );
  if (day < 0)
    throw new CommandError(5439015, `parameter 'startOfWeek' value cannot be recognized as a day of a week: ${name}`);
  return day;
}

export function isUnit(name: string): name is Unit {
  return units.some((unit) => unit === name);
}

function has<T extends object>(table: T, name: PropertyKey): name is keyof T {
  return Object.hasOwn(table, name);
}

/** Adds units by the calendar of the zone; a day that the month lacks becomes its last. */
export function addUnits(date: Date, unit: Unit, amount: number, zone: Zone): Date {
  if (has(lengths, unit)) return moved(date.getTime() + amount * lengths[unit]);
  const local = toLocal(date, zone);
  if (unit === 'day' || unit === 'week')
    return checked(fromLocal(local.getTime() + amount * DAY * (unit === 'week' ? 7 : 1), zone));
  const month = local.getUTCFullYear() * 12 + local.getUTCMonth() + amount * months[unit];
  const [year, monthOfYear] = [Math.floor(month / 12), (((month % 12) + 12) % 12) + 1];
  const lastDay = new Date(utcOf(year, monthOfYear + 1, 0)).getUTCDate();
  const timeOfDay = ((local.getTime() % DAY) + DAY) % DAY;
  return checked(fromLocal(utcOf(year, monthOfYear, Math.min(local.getUTCDate(), lastDay)) + timeOfDay, zone));
}

function moved(milliseconds: number): Date {
  return checked(new Date(milliseconds));
}

function checked(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new CommandError('Overflow', 'the date is out of range');
  return date;
}

/** How many beginnings of the unit lie between two dates. */
export function difference(start: Date, end: Date, unit: Unit, zone: Zone, startOfWeek: number): number {
  return position(end, unit, zone, startOfWeek) - position(start, unit, zone, startOfWeek);
}

/** The number of the unit that a date lies in, counted from some beginning. */
function position(date: Date, unit: Unit, zone: Zone, startOfWeek: number): number {
  if (has(lengths, unit)) {
    const offset = zone.offsetAt(date.getTime()) % lengths[unit];
    return Math.floor((date.getTime() + offset) / lengths[unit]);
  }
  const local = toLocal(date, zone);
  if (has(months, unit)) return Math.floor((local.getUTCFullYear() * 12 + local.getUTCMonth()) / months[unit]);
  const day = Math.floor(local.getTime() / DAY);
  // The first of January 1970 was a Thursday.
  return unit === 'day' ? day : Math.floor((day + 4 - startOfWeek) / 7);
}

const REFERENCE_YEAR = 2000;

/** The beginning of the unit (or of the bin of so many units, counted from 2000) that a date lies in. */
export function truncate(date: Date, unit: Unit, binSize: number, zone: Zone, startOfWeek: number): Date {
  if (unit === 'week' && binSize > 1) throw notSupported('$dateTrunc by more than one week');
  if (has(lengths, unit)) return truncateTime(date, lengths[unit] * binSize, unit === 'hour' && binSize > 1, zone);
  const local = toLocal(date, zone);
  if (unit === 'week') {
    const back = (local.getUTCDay() - startOfWeek + 7) % 7;
    return fromLocal((Math.floor(local.getTime() / DAY) - back) * DAY, zone);
  }
  if (unit === 'day') {
    const reference = utcOf(REFERENCE_YEAR, 1, 1) / DAY;
    const days = Math.floor(local.getTime() / DAY) - reference;
    return fromLocal((reference + floorTo(days, binSize)) * DAY, zone);
  }
  const count = (local.getUTCFullYear() - REFERENCE_YEAR) * 12 + local.getUTCMonth();
  return fromLocal(utcOf(REFERENCE_YEAR, 1 + floorTo(count, months[unit] * binSize), 1), zone);
}

function truncateTime(date: Date, length: number, needsFixedZone: boolean, zone: Zone): Date {
  if (needsFixedZone && !zone.isFixed) throw notSupported('$dateTrunc by several hours in a zone whose clocks change');
  const offset = zone.offsetAt(date.getTime());
  const reference = utcOf(REFERENCE_YEAR, 1, 1) - offset;
  return moved(reference + floorTo(date.getTime() - reference, length));
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step;
}

/** Week and year of ISO 8601, and the day of the week from 1 (Monday) to 7. */
export function isoWeek(local: Date): { year: number; week: number; day: number } {
  const day = local.getUTCDay() || 7;
  const thursday = new Date(local.getTime() + (4 - day) * DAY);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor(dayOfYear(thursday) / 7 - 1 / 7) + 1, day };
}

/** From 1. */
export function dayOfYear(local: Date): number {
  return Math.floor((local.getTime() - utcOf(local.getUTCFullYear(), 1, 1)) / DAY) + 1;
}

/** The week of the year from 0 to 53; weeks begin on Sunday. */
export function weekOfYear(local: Date): number {
  return Math.floor((dayOfYear(local) + 6 - local.getUTCDay()) / 7);
}
