import { CommandError } from '../../errors.ts';

/** A time zone: how far its clocks are ahead of UTC at a moment, in milliseconds. */
export interface Zone {
  isFixed: boolean;
  offsetAt(utc: number): number;
}

export const utc: Zone = fixed(0);
const zones = new Map<string, Zone>();
const MINUTE = 60_000;

function fixed(offset: number): Zone {
  return { isFixed: true, offsetAt: () => offset };
}

/** The zone of an Olson name or of an offset such as `+02:00`. @throws CommandError 40485 */
export function readZone(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const zone = readOffset(name) ?? readName(name);
  zones.set(name, zone);
  return zone;
}

function readOffset(name: string): Zone | undefined {
  if (name === 'UTC' || name === 'GMT' || name === 'Z') return utc;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(name) ?? [];
  if (hours === undefined) return undefined;
  return fixed((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE);
}

function readName(name: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    if (!/^[A-Za-z]/.test(name)) throw new RangeError(name);
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new CommandError(40485, `unrecognized time zone identifier: "${name.slice(0, 100)}"`);
  }
  return { isFixed: false, offsetAt: (at) => offsetBy(format, at) };
}

function offsetBy(format: Intl.DateTimeFormat, at: number): number {
  const second = Math.floor(at / 1000) * 1000;
  const parts = new Map(format.formatToParts(second).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year');
  return utcOf(year, number('month'), number('day'), number('hour'), number('minute'), number('second'), 0) - second;
}

/** Milliseconds of a moment in UTC; parts beyond their range carry over. `Date.UTC` alone takes the year 5 for 1905. */
export function utcOf(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  millisecond = 0,
): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, millisecond);
  return date.getTime();
}

/** The date whose UTC fields show what clocks in the zone show. */
export function toLocal(date: Date, zone: Zone): Date {
  return new Date(date.getTime() + zone.offsetAt(date.getTime()));
}

/** The moment at which clocks in the zone show the UTC fields of `local` (milliseconds). A time that a change of clocks skips moves forward. */
export function fromLocal(local: number, zone: Zone): Date {
  const before = zone.offsetAt(local - 86_400_000);
  const first = local - before;
  if (zone.offsetAt(first) === before) return valid(first);
  const second = local - zone.offsetAt(local + 86_400_000);
  return valid(zone.offsetAt(second) === local - second ? second : first);
}

function valid(milliseconds: number): Date {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) throw new CommandError('Overflow', 'the date is out of range');
  return date;
}
