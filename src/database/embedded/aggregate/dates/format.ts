import { CommandError } from '../../errors.ts';
import { dayOfYear, isoWeek, weekOfYear } from './calendar.ts';
import { toLocal, type Zone } from './zone.ts';

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function pad(number: number, width: number): string {
  return String(number).padStart(width, '0');
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${pad(minutes % 60, 2)}`;
}

/** What stands for each letter behind a percent sign. */
const specifiers: Record<string, (local: Date, offset: number) => string> = {
  Y: (local) => pad(local.getUTCFullYear(), 4),
  m: (local) => pad(local.getUTCMonth() + 1, 2),
  d: (local) => pad(local.getUTCDate(), 2),
  H: (local) => pad(local.getUTCHours(), 2),
  M: (local) => pad(local.getUTCMinutes(), 2),
  S: (local) => pad(local.getUTCSeconds(), 2),
  L: (local) => pad(local.getUTCMilliseconds(), 3),
  j: (local) => pad(dayOfYear(local), 3),
  w: (local) => String(local.getUTCDay() + 1),
  U: (local) => pad(weekOfYear(local), 2),
  G: (local) => pad(isoWeek(local).year, 4),
  V: (local) => pad(isoWeek(local).week, 2),
  u: (local) => String(isoWeek(local).day),
  b: (local) => (monthNames[local.getUTCMonth()] ?? '').slice(0, 3),
  B: (local) => monthNames[local.getUTCMonth()] ?? '',
  z: (_, offset) => offsetText(offset),
  Z: (_, offset) => `${offset < 0 ? '-' : '+'}${Math.abs(offset) / 60_000}`,
  '%': () => '%',
};

/** Checks the letters of a format. @throws CommandError 18535, 18536 */
export function checkFormat(format: string): void {
  for (const [text, letter = ''] of format.matchAll(/%(.?)/gs)) {
    if (letter === '') throw new CommandError(18535, "Unmatched '%' at end of format string");
    if (!Object.hasOwn(specifiers, letter))
      throw new CommandError(18536, `Invalid format character '${text}' in format string`);
  }
}

/** Writes a date in a zone as a checked format says. @throws CommandError 18537 for years that do not fit four digits */
export function formatDate(date: Date, format: string, zone: Zone): string {
  const local = toLocal(date, zone);
  const year = local.getUTCFullYear();
  if (year < 0 || year > 9999)
    throw new CommandError(18537, `$dateToString is only defined on year 0-9999, tried to use year ${year}`);
  const offset = zone.offsetAt(date.getTime());
  return format.replace(/%(.)/gs, (_, letter: string) => specifiers[letter]?.(local, offset) ?? '');
}
