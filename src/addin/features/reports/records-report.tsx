import { useTranslation } from 'react-i18next';
import type { RecordsReport as Report } from '../../../server/features/reports/schemas.ts';
import { api, apiUrl } from '../../api.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { MODULES } from '../records/module-names.ts';
import { RecordsChart } from './lazy-charts.ts';
import { ReportCard } from './report-card.tsx';
import { useReport } from './use-report.ts';

/** RPT-1, MEM-3: who owns how much, with inactive owners marked and counted. */
export function RecordsReport({ isTable }: { isTable: boolean }) {
  const { t } = useTranslation('reports');
  const { number } = useFormat();
  const report = useReport('records', ({ signal }) => api('GET /reports/records', { signal }));
  const { data } = report;
  const counts = (owned: Report['others']) => [...MODULES.map((module) => number(owned[module])), number(owned.total)];
  const rows = (of: Report) => [
    ...of.owners.map(({ id, fullName, status, ...owned }) => ({
      key: id,
      cells: [
        status === 'active' ? fullName : t('reports.records.inactiveName', { name: fullName }),
        ...counts({ owners: 1, ...owned }),
      ],
    })),
    ...(of.others.owners > 0
      ? [{ key: 'others', cells: [t('reports.records.others', { count: of.others.owners }), ...counts(of.others)] }]
      : []),
  ];
  return (
    <ReportCard
      title={t('reports.records.title')}
      report={report}
      csv={apiUrl('GET /reports/records.csv')}
      lead={data && data.owners.length > 0 && inactiveOwners(data)}
      empty={data?.owners.length === 0 ? t('reports.records.nobody') : null}
      isTable={isTable}
      table={
        data
          ? {
              columns: [
                t('reports.records.owner'),
                ...MODULES.map((module) => t(`module.${module}`)),
                t('reports.records.total'),
              ],
              rows: rows(data),
            }
          : null
      }
      chart={data && <RecordsChart report={data} />}
    />
  );

  function inactiveOwners({ active, inactive }: Report): string {
    if (inactive.owners === 0) return t('reports.records.noInactive');
    return t('reports.records.inactive', {
      count: inactive.owners,
      records: number(inactive.records),
      all: number(inactive.records + active.records),
    });
  }
}
