import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { ReportTable, type ReportTableProps } from './report-table.tsx';

/** As tall as the charts, so that nothing jumps when they come. */
export const CHART_HEIGHT = 280;

const useStyles = makeStyles({
  /** At the end also below a title: a subtle button has no edge that could be in line with the title's. */
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '8px',
    alignItems: 'center',
    justifyContent: 'end',
    marginInlineStart: 'auto',
  },
  file: { minWidth: 'auto' },
  quiet: { color: tokens.colorNeutralForeground2 },
  chart: { minHeight: `${CHART_HEIGHT}px`, minWidth: 0, position: 'relative' },
});

export interface ReportCardProps {
  title: string;
  report: { data: unknown; error: unknown; refetch: () => unknown };
  /** Where the file is. */
  csv: string;
  /** Stands before the link to the file. */
  choice?: ReactNode;
  /** Sentences below the heading. */
  lead?: ReactNode;
  /** Why there is nothing to draw; null when there is. */
  empty?: string | null;
  isTable: boolean;
  table: Omit<ReportTableProps, 'label' | 'isHidden'> | null;
  /** Loaded when it is drawn. */
  chart: ReactNode;
}

/** RPT-1: one chart with its table and its file. */
export function ReportCard(props: ReportCardProps) {
  const { title, report, csv, choice, lead, empty = null, isTable, table, chart } = props;
  const styles = useStyles();
  const { t } = useTranslation('reports');
  return (
    <Section
      title={title}
      action={
        <div className={styles.actions}>
          {choice}
          <Button
            as="a"
            className={styles.file}
            href={csv}
            download
            icon={<ArrowDownloadRegular />}
            appearance="subtle"
            aria-label={t('reports.csvOf', { report: title })}
          >
            {t('reports.csv')}
          </Button>
        </div>
      }
    >
      <ProblemMessage error={report.error} onRetry={() => void report.refetch()} />
      {lead && <Text className={styles.quiet}>{lead}</Text>}
      {table === null && !report.error && <ChartPlaceholder />}
      {table && empty !== null && <Text>{empty}</Text>}
      {table && empty === null && (
        <>
          {!isTable && (
            <div className={styles.chart}>
              <Suspense fallback={<ChartPlaceholder />}>{chart}</Suspense>
            </div>
          )}
          <ReportTable label={title} {...table} isHidden={!isTable} />
        </>
      )}
    </Section>
  );
}

function ChartPlaceholder() {
  const { t } = useTranslation();
  return (
    <Skeleton aria-label={t('common.loading')}>
      <SkeletonItem style={{ height: CHART_HEIGHT }} />
    </Skeleton>
  );
}
