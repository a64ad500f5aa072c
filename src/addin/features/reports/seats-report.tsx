import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SEAT_DAYS } from '../../../server/features/reports/schemas.ts';
import { api, apiUrl } from '../../api.ts';
import { Choice } from '../../components/choice.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { SeatsChart } from './lazy-charts.ts';
import { ReportCard } from './report-card.tsx';
import { useReport } from './use-report.ts';

type Days = (typeof SEAT_DAYS)[number];

/** RPT-1: seats bought and used, day by day. */
export function SeatsReport({ isTable }: { isTable: boolean }) {
  const { t, i18n } = useTranslation('reports');
  const { number } = useFormat();
  const [days, setDays] = useState<Days>('90');
  const report = useReport('seats', ({ signal }) => api('GET /reports/seats', { query: { days }, signal }), days);
  const { data } = report;
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' });
  return (
    <ReportCard
      title={t('reports.seats.title')}
      report={report}
      csv={apiUrl('GET /reports/seats.csv', { query: { days } })}
      choice={
        <Choice
          aria-label={t('reports.seats.period')}
          value={days}
          onChange={(_event, { value }) => setDays(value as Days)}
        >
          {SEAT_DAYS.map((each) => (
            <option key={each} value={each}>
              {t(`reports.seats.days.${each}`)}
            </option>
          ))}
        </Choice>
      }
      lead={data && data.points.length < Number(days) && t('reports.seats.first')}
      isTable={isTable}
      table={
        data
          ? {
              columns: [
                t('reports.seats.day'),
                t('reports.seats.bought'),
                t('reports.seats.used'),
                t('reports.seats.free'),
              ],
              rows: data.points.toReversed().map(({ day, bought, used, free }) => ({
                key: day,
                cells: [date.format(new Date(day)), number(bought), number(used), number(free)],
              })),
            }
          : null
      }
      chart={data && <SeatsChart report={data} />}
    />
  );
}
