import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** A day (`2026-12-31`) as the reader's language writes it; it has no time zone. */
export function useDay(): (day: string) => string {
  const { language } = useTranslation().i18n;
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
    return (day) => format.format(new Date(day));
  }, [language]);
}
