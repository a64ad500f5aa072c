import { Button, Field, ProgressBar, Text } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Module } from '../../../server/core/records/schemas.ts';
import { api, apiUrl } from '../../api.ts';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useFormat } from '../../i18n/use-format.ts';

const EVERY = 1000;

/** How far an import is, and what came of it. */
export function ImportProgress({ module, id }: { module: Module; id: string }) {
  const { t } = useTranslation('record-files');
  const { number } = useFormat();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['/records/imports', id],
    queryFn: ({ signal }) => api('GET /records/imports/{id}', { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : EVERY),
  });
  const isDone = data?.status === 'done';
  useEffect(() => {
    if (isDone) void queries.invalidateQueries({ queryKey: [`/records/${module}`] });
  }, [isDone, module, queries]);
  if (error) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsPlaceholder count={1} />;
  const { rows, processed, created, refused, ignoredColumns } = data;
  return (
    <>
      <Field
        label={t(isDone ? 'imports.done' : 'imports.running')}
        validationState="none"
        validationMessage={t('imports.count', { processed: number(processed), rows: number(rows) })}
      >
        <ProgressBar value={rows === 0 ? 1 : processed / rows} />
      </Field>
      <Text role="status">{t('imports.result', { created: number(created), refused: number(refused) })}</Text>
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
