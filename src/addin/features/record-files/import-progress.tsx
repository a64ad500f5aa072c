import { Button, Field, makeStyles, ProgressBar, Text } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { Import } from '../../../server/features/record-files/schemas.ts';
import { api, apiUrl } from '../../api.ts';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useFormat } from '../../i18n/use-format.ts';

const EVERY = 1000;

const LABELS = {
  receiving: 'imports.running',
  waiting: 'imports.running',
  running: 'imports.running',
  done: 'imports.done',
  failed: 'imports.failed',
} as const;

const hasEnded = ({ status }: Import): boolean => status === 'done' || status === 'failed';

const useStyles = makeStyles({ refused: { margin: 0, paddingInlineStart: '20px', overflowWrap: 'anywhere' } });

/** How far an import is, and what came of it. */
export function ImportProgress({ module, id }: { module: Module; id: string }) {
  const styles = useStyles();
  const { t } = useTranslation('record-files');
  const { number } = useFormat();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['/records/imports', id],
    queryFn: ({ signal }) => api('GET /records/imports/{id}', { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data) ? false : EVERY),
  });
  const isOver = data !== undefined && hasEnded(data);
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: [`/records/${module}`] });
  }, [isOver, module, queries]);
  if (error) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsPlaceholder count={1} />;
  const { status, rows, processed, created, refused, firstRefused, ignoredColumns } = data;
  return (
    <>
      <Field
        label={t(LABELS[status])}
        validationState={status === 'failed' ? 'error' : 'none'}
        validationMessage={t('imports.count', { processed: number(processed), rows: number(rows) })}
      >
        <ProgressBar value={rows === 0 ? 1 : processed / rows} color={status === 'failed' ? 'error' : 'brand'} />
      </Field>
      {data.stuck && <Text>{t('common.takingLonger')}</Text>}
      <Text role="status">{t('imports.result', { created: number(created), refused: number(refused) })}</Text>
      {firstRefused.length > 0 && (
        <ul className={styles.refused}>
          {firstRefused.map(({ row, line, column, message }) => (
            <li key={row}>
              {t(column === null ? 'imports.refused' : 'imports.refusedCell', {
                line: number(line ?? row + 1),
                column,
                message,
              })}
            </li>
          ))}
        </ul>
      )}
      {ignoredColumns.length > 0 && <Text>{t('imports.ignored', { columns: ignoredColumns.join(', ') })}</Text>}
      <span>
        <Button
          as="a"
          href={apiUrl('GET /records/imports/{id}/results.csv', { params: { id } })}
          download="results.csv"
          icon={<ArrowDownloadRegular />}
        >
          {t('imports.results')}
        </Button>
      </span>
    </>
  );
}
