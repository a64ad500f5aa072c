import { useTranslation } from 'react-i18next';
import { api, apiUrl } from '../../api.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { MembersChart } from './lazy-charts.ts';
import { ReportCard } from './report-card.tsx';
import { useReport } from './use-report.ts';

const STATUSES = ['active', 'inactive', 'invited', 'requests'] as const;

/** RPT-1: who is in, was in, is invited or asks to be let in. */
export function MembersReport({ isTable }: { isTable: boolean }) {
  const { t } = useTranslation('reports');
  const { number } = useFormat();
  const report = useReport('members', ({ signal }) => api('GET /reports/members', { signal }));
  const { data } = report;
  return (
    <ReportCard
      title={t('reports.members.title')}
      report={report}
      csv={apiUrl('GET /reports/members.csv')}
      lead={data && t('reports.members.total', { count: data.active + data.inactive })}
      isTable={isTable}
      table={
        data
          ? {
              columns: [t('reports.members.status'), t('reports.count')],
              rows: STATUSES.map((status) => ({
                key: status,
                cells: [t(`reports.members.${status}`), number(data[status])],
              })),
            }
          : null
      }
      chart={data && <MembersChart report={data} />}
    />
  );
}
