import { useTranslation } from 'react-i18next';
import type { RequestsReport as Report } from '../../../server/features/reports/schemas.ts';
import { api, apiUrl } from '../../api.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { RequestsChart } from './lazy-charts.ts';
import { ReportCard } from './report-card.tsx';
import { useReport, useSpan } from './use-report.ts';

/** RPT-1: how long people waited for their answer. */
export function RequestsReport({ isTable }: { isTable: boolean }) {
  const { t } = useTranslation('reports');
  const { number } = useFormat();
  const span = useSpan();
  const report = useReport('requests', ({ signal }) => api('GET /reports/requests', { signal }));
  const { data } = report;
  const name = ({ from, until }: Report['spans'][number]) => {
    if (until === null) return t('reports.requests.over', { from: span(from) });
    if (from === 0) return t('reports.requests.under', { until: span(until) });
    return t('reports.requests.between', { from: span(from), until: span(until) });
  };
  const sentences = data && [
    data.median !== null && t('reports.requests.median', { time: span(data.median) }),
    data.pending > 0 && t('reports.requests.pending', { count: data.pending }),
  ];
  return (
    <ReportCard
      title={t('reports.requests.title')}
      report={report}
      csv={apiUrl('GET /reports/requests.csv')}
      lead={sentences?.filter(Boolean).join(' ')}
      empty={data?.median === null ? t('reports.requests.empty') : null}
      isTable={isTable}
      table={
        data
          ? {
              columns: [t('reports.requests.span'), t('reports.requests.approved'), t('reports.requests.declined')],
              rows: data.spans.map((each) => ({
                key: `${each.from}`,
                cells: [name(each), number(each.approved), number(each.declined)],
              })),
            }
          : null
      }
      chart={data && <RequestsChart report={data} />}
    />
  );
}
