import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../server/features/reports/schemas.ts';

/** What a chart shows; another period shows the one before until its own has come. */
export function useReport<Data>(report: Report, read: (call: { signal: AbortSignal }) => Promise<Data>, period = '') {
  return useQuery({
    queryKey: [`/reports/${report}`, period],
    queryFn: ({ signal }) => read({ signal }),
    placeholderData: keepPreviousData,
  });
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** "3 days", "1.5 hours" or, where there is little room, "3d": seconds in the largest unit that they fill. */
export function useSpan(): (seconds: number, unitDisplay?: 'long' | 'narrow') => string {
  const { language } = useTranslation().i18n;
  return (seconds, unitDisplay = 'long') => {
    const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? (['second', 1] as const);
    const format = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 } as const;
    return new Intl.NumberFormat(language, format).format(seconds / length);
  };
}
