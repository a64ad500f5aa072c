import type { Language } from '../platform/permissions.ts';

/** A day in the organization's time zone: `3 March 2026`. */
export function formatDay(moment: Date | string, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone }).format(
    new Date(moment),
  );
}

/** A moment in UTC, for mails that belong to no organization: `3 March 2026 at 14:05 UTC`. */
export function formatMoment(moment: Date | string, language: Language): string {
  const written = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(new Date(moment));
  return `${written} UTC`;
}
