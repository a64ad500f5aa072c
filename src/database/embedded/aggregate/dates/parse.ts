import { CommandError } from '../../errors.ts';
import { fromLocal, readZone, utc, utcOf, type Zone } from './zone.ts';

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * Reads a date in ISO 8601 (other ways to write one are refused).
 * @throws CommandError ConversionFailure
 */
export function parseDate(text: string, zone: Zone = utc): Date {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] = iso.exec(text) ?? [];
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  const local = utcOf(Number(year), Number(month), Number(day), h, m, s, Math.floor(Number(`0.${fraction}`) * 1000));
  const isReal = year !== undefined && new Date(local).getUTCDate() === Number(day) && h < 24 && m < 60 && s < 60;
  if (!isReal || new Date(local).getUTCMonth() + 1 !== Number(month)) {
    throw new CommandError(
      'ConversionFailure',
      `Error parsing date string '${text.slice(0, 100)}'; only ISO 8601 is supported`,
    );
  }
  return fromLocal(local, offset ? readZone(offset.toUpperCase()) : zone);
}
