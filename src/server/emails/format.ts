import type { Language } from '../platform/permissions.ts';

/** Kept, for making one takes longer than all that it then writes; there are no more of them than time zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** A day in the organization's time zone: `3 March 2026`. */
export function formatDay(moment: Date | string, language: Language, timeZone: string): string {
  return formatFor(language, { dateStyle: 'long', timeZone }).format(new Date(moment));
}

/** A moment in UTC, for mails that belong to no organization: `3 March 2026 at 14:05 UTC`. */
export function formatMoment(moment: Date | string, language: Language): string {
  const written = formatFor(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${written.format(new Date(moment))} UTC`;
}

function formatFor(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${options.timeStyle ?? ''} ${options.timeZone}`;
  const kept = formats.get(key);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, options);
  formats.set(key, made);
  return made;
}
