import { Button, Field, ProgressBar, Text } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Export } from '../../../server/features/exports/schemas.ts';
import { api, apiUrl } from '../../api.ts';
import { Actions } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useFormat } from '../../i18n/use-format.ts';

/** ORG-2, ACC-8: all data as one ZIP file, with how far it is. */
export function ExportSection({ of }: { of: ExportOf }) {
  const { t } = useTranslation('exports');
  const { data, error, refetch, start } = useExport(of);
  const latest = data?.latest ?? null;
  return (
    <Section title={t(`export.${of}.title`)}>
      <Text>{t(`export.${of}.lead`)}</Text>
      <ProblemMessage error={error} onRetry={() => void refetch()} />
      {latest && <ExportState latest={latest} />}
      <ProblemMessage error={start.error} />
      <Actions>
        {latest?.status === 'done' && <DownloadButton of={of} latest={latest} />}
        <Button
          disabledFocusable={!data || start.isPending || (latest !== null && isBeingMade(latest))}
          onClick={() => start.mutate()}
        >
          {t(latest?.status === 'done' ? 'export.again' : 'export.start')}
        </Button>
      </Actions>
    </Section>
  );
}

function ExportState({ latest }: { latest: Export }) {
  const { t } = useTranslation('exports');
  const { number, moment } = useFormat();
  const { status, done, total, createdAt, expiresAt } = latest;
  if (status === 'done') {
    const size = t('export.megabytes', { size: number(Math.max(0.1, Math.round(latest.size / 100_000) / 10)) });
    return <Text>{t('export.done', { at: moment(createdAt), size, until: moment(expiresAt) })}</Text>;
  }
  const text = [
    t(`export.${status}`, { done: number(done), total: number(total) }),
    ...(latest.stuck ? [t('common.takingLonger')] : []),
  ].join(' ');
  return (
    <Field validationState={status === 'failed' ? 'error' : 'none'} validationMessage={text}>
      <ProgressBar
        aria-label={t('export.progress')}
        {...(total > 0 && { value: done / total })}
        color={status === 'failed' ? 'error' : 'brand'}
      />
    </Field>
  );
}

function DownloadButton({ of, latest }: { of: ExportOf; latest: Export }) {
  const { t } = useTranslation('exports');
  return (
    <Button
      as="a"
      href={apiUrl(`GET /${of}/exports/{id}/file`, { params: { id: latest.id } })}
      download
      icon={<ArrowDownloadRegular />}
    >
      {t('export.download')}
    </Button>
  );
}

/** Whose data. */
export type ExportOf = 'organization' | 'account';

const EVERY = 1000;

const isBeingMade = ({ status }: Export): boolean => status === 'waiting' || status === 'running';

/** The latest export as long as its file is kept, looked at again and again while it is being made. */
function useExport(of: ExportOf) {
  const path = `/${of}/export` as const;
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api(`GET ${path}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.latest && isBeingMade(state.data.latest) ? EVERY : false),
  });
  const start = useMutation({
    mutationFn: () => api(`POST ${path}`),
    onSuccess: (latest) => queries.setQueryData([path], { latest }),
  });
  return { ...query, start };
}
