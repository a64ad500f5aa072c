import { lazyWithTexts } from '../../i18n/texts.ts';

/** Drawn by a library that is larger than the page: it comes when the first chart is shown. */
export const MembersChart = lazyWithTexts(
  async () => ({ default: (await import('./charts.tsx')).MembersChart }),
  'reports',
);
export const SeatsChart = lazyWithTexts(
  async () => ({ default: (await import('./charts.tsx')).SeatsChart }),
  'reports',
);
export const RequestsChart = lazyWithTexts(
  async () => ({ default: (await import('./charts.tsx')).RequestsChart }),
  'reports',
);
export const RecordsChart = lazyWithTexts(
  async () => ({ default: (await import('./charts.tsx')).RecordsChart }),
  'reports',
);
