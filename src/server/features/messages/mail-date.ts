/** Earlier years come from programs that lost digits of the year, or from clocks that were never set. */
const FIRST_YEAR = 1970;

/** A sender's clock or zone may be wrong by a day; what is further ahead is no date of a message. */
const AHEAD_MS = 24 * 60 * 60 * 1000;

/** Sum of a day and the widest zone: some programs add the zone to the hour and forget the day. */
const MOST_HOURS = 24 + 14;

/**
 * Zones that mail programs write by name, in minutes. RFC 5322, section 4.3, knows UT, GMT and the North American ones;
 * of the others, names that stand for several are read as the one with the most people: IST is India's.
 */
const zones: Readonly<Record<string, number>> = {
  ...{ ut: 0, utc: 0, gmt: 0, z: 0, wet: 0 },
  ...{ est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420 },
  ...{ ast: -240, adt: -180, nst: -210, ndt: -150, akst: -540, akdt: -480, hst: -600, brt: -180, art: -180, clt: -240 },
  ...{ bst: 60, west: 60, wat: 60, cet: 60, met: 60, mez: 60, cest: 120, mest: 120, mesz: 120 },
  ...{ eet: 120, cat: 120, sast: 120, eest: 180, eat: 180, msk: 180, trt: 180, msd: 240, gst: 240 },
  ...{ pkt: 300, ist: 330, npt: 345, ict: 420, wib: 420, hkt: 480, sgt: 480, pht: 480, myt: 480, awst: 480 },
  ...{ jst: 540, kst: 540, acst: 570, acdt: 630, aest: 600, aedt: 660, nzst: 720, nzdt: 780 },
};

/** In which the names of months are read; where two languages disagree, the first one counts. */
const languages = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl'];

const months = languages.map((language) =>
  Array.from({ length: 12 }, (_, month) =>
    (['long', 'short'] as const).map((style) =>
      plain(new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' }).format(Date.UTC(2026, month, 15))),
    ),
  ),
);

interface Day {
  year: number;
  /** From 1. */
  month: number;
  day: number;
  /** The text without what the day was read from. */
  rest: string;
}

/**
 * When a message was written: by its Date field, else by the newest of its Received fields.
 * @returns null where neither says anything that can be believed.
 */
export function readSentDate(fields: { date: string; received: readonly string[] }, now: Date): Date | null {
  const isBelievable = (date: Date | null): date is Date =>
    date !== null && date.getUTCFullYear() >= FIRST_YEAR && date.getTime() <= now.getTime() + AHEAD_MS;
  const written = parseMailDate(fields.date);
  if (isBelievable(written)) return written;
  // RFC 5321, section 4.4: the date stands behind the last semicolon.
  const stamps = fields.received.map((field) => parseMailDate(field.slice(field.lastIndexOf(';') + 1)));
  return stamps.filter(isBelievable).toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null;
}

/**
 * Reads a date as RFC 5322, section 3.3, has it, and as mail programs write it: with the zone by name, dots in the
 * time, months in other languages, the day in figures (day, month, year), ISO 8601, asctime, seconds since 1970.
 * Without a zone it is UTC. Names of weekdays are not looked at.
 * @returns null for what is no date, and for days that no calendar has.
 */
export function parseMailDate(value: string): Date | null {
  const comments = [...value.matchAll(/\(([^()]*)\)/g)].map(([, comment = '']) => comment);
  const text = plain(value.replace(/\([^()]*\)/g, ' '));
  const [, seconds, milliseconds] = /^(?:(\d{9,10})|(\d{12,13}))(?: [+-]\d{4})?$/.exec(text) ?? [];
  if (seconds ?? milliseconds) return new Date(Number(milliseconds ?? `${seconds}000`));
  const day = dayOf(text);
  if (!day) return null;
  const midnight = Date.UTC(day.year, day.month - 1, day.day);
  const isReal = day.month >= 1 && day.month <= 12 && new Date(midnight).getUTCDate() === day.day;
  const time = timeOf(day.rest);
  if (!isReal || !time || day.year < 100) return null;
  const minutes = zoneOf(time.rest) ?? zoneOf(plain(comments.join(' '))) ?? 0;
  return new Date(midnight + time.milliseconds - minutes * 60_000);
}

/** Without accents, in small letters, on one line. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2212\u2010-\u2013]/g, '-')
    .replace(/[\s"]+/g, ' ')
    .trim()
    .toLowerCase();
}

function dayOf(text: string): Day | null {
  return isoDay(text) ?? namedDay(text) ?? dayInFigures(text);
}

function isoDay(text: string): Day | null {
  const found = /(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:t(?=\d)|(?!\d))/.exec(text);
  if (!found) return null;
  const [matched, year, , month, day] = found;
  return { year: Number(year), month: Number(month), day: Number(day), rest: text.replace(matched, ' ') };
}

/** `12 Jun 2014`, `12-Jun-14`, `3. März 2026`, `Jun 12 10:00:00 2014`, `March 3, 2026`. */
function namedDay(text: string): Day | null {
  const dayFirst = /(?<![\d:.])(?<day>\d{1,2})(?:st|nd|rd|th|er)?[\s.,/-]+(?:de |of )?(?<month>[a-z]{3,})/g;
  // In French and Spanish a Tuesday begins as March does: a day before the month is the surer sign.
  const monthFirst = /(?<month>[a-z]{3,})[\s.,/-]+(?<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:])/g;
  for (const { 0: matched, index, groups } of [...text.matchAll(dayFirst), ...text.matchAll(monthFirst)]) {
    const month = monthOf(groups?.month ?? '');
    if (!month) continue;
    const behind = text.slice(index + matched.length);
    const year =
      /^[\s.,/-]*(?:de |of )?'?(\d{2,})(?![\d:]|\.\d)/.exec(behind) ?? /(?<![\d:.+-])(\d{4})(?![\d:])/.exec(behind);
    if (!year) continue;
    const rest = `${text.slice(0, index)} ${behind.replace(year[0], ' ')}`;
    return { year: fullYear(year[1] ?? ''), month, day: Number(groups?.day), rest };
  }
  return null;
}

/** `17-09-2018`, `17.09.18`: the day first, unless only the month can be. */
function dayInFigures(text: string): Day | null {
  const found = /(?<![\d:])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d:])/.exec(text);
  if (!found) return null;
  const [matched, first, , second, year = ''] = found;
  const [a, b] = [Number(first), Number(second)];
  const isMonthFirst = b > 12 && a <= 12;
  const [day, month] = isMonthFirst ? [b, a] : [a, b];
  return { year: fullYear(year), month, day, rest: text.replace(matched, ' ') };
}

/** From 1; 0 for what is no month. */
function monthOf(word: string): number {
  for (const names of months) {
    const month = names.findIndex(
      ([long = '', short = '']) => long.startsWith(word) || word === short.replace('.', ''),
    );
    if (month >= 0) return month + 1;
  }
  return 0;
}

/** RFC 5322, section 4.3, for years of two digits. */
function fullYear(digits: string): number {
  const year = Number(digits);
  return digits.length > 2 ? year : year + (year < 50 ? 2000 : 1900);
}

/** Midnight where there is none. Null for a time that can't be. */
function timeOf(text: string): { milliseconds: number; rest: string } | null {
  const found = /(?<![\d:.])(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?!\d)(?: ?([ap])\.?m\b\.?)?/.exec(text);
  if (!found) return { milliseconds: 0, rest: text };
  const [matched, hours, minutes, seconds = 0, half] = found;
  // A leap second is the first one of the next minute.
  if (Number(hours) >= MOST_HOURS || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const isHalved = half !== undefined && Number(hours) <= 12;
  const hour = isHalved ? (Number(hours) % 12) + (half === 'p' ? 12 : 0) : Number(hours);
  return {
    milliseconds: ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000,
    rest: text.replace(matched, ' '),
  };
}

/** In minutes; null where there is none that is known. A number without a sign is no zone. */
function zoneOf(text: string): number | null {
  const [, sign, digits = '', more] = /([+-]) ?(\d{1,4})(?::(\d{2}))?(?!\d)/.exec(text) ?? [];
  if (sign) {
    const [hours, minutes] = digits.length > 2 ? [digits.slice(0, -2), digits.slice(-2)] : [digits, more ?? '0'];
    const offset = Number(hours) * 60 + Number(minutes);
    if (offset <= 14 * 60) return sign === '-' ? -offset : offset;
  }
  for (const [word] of text.matchAll(/[a-z]+/g)) if (Object.hasOwn(zones, word)) return zones[word] ?? null;
  return null;
}
