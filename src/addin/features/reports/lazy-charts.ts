import { lazy } from 'react';

/** Drawn by a library that is larger than the page: it comes when the first chart is shown. */
export const MembersChart = lazy(async () => ({ default: (await import('./charts.tsx')).MembersChart }));
export const SeatsChart = lazy(async () => ({ default: (await import('./charts.tsx')).SeatsChart }));
export const RequestsChart = lazy(async () => ({ default: (await import('./charts.tsx')).RequestsChart }));
export const RecordsChart = lazy(async () => ({ default: (await import('./charts.tsx')).RecordsChart }));
