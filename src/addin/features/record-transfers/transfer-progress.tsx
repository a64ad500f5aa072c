import {
  Button,
  Field,
  makeStyles,
  ProgressBar,
  type ProgressBarProps,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Transfer } from '../../../server/features/record-transfers/schemas.ts';
import { api } from '../../api.ts';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useFormat } from '../../i18n/use-format.ts';

const EVERY = 1000;
const MOVING: readonly Transfer['status'][] = ['waiting', 'running', 'undoing'];

const useStyles = makeStyles({
  transfer: { display: 'flex', flexDirection: 'column', gap: '8px', alignItems: 'stretch' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** REC-3: how far a transfer is; it can be undone for a day. */
export function TransferProgress({ id }: { id: string }) {
  const styles = useStyles();
  const { t } = useTranslation('record-transfers');
  const { number, moment } = useFormat();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['/records/transfers', id],
    queryFn: ({ signal }) => api('GET /records/transfers/{id}', { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data && MOVING.includes(state.data.status) ? EVERY : false),
  });
  const undo = useMutation({
    mutationFn: () => api('POST /records/transfers/{id}/undo', { params: { id } }),
    onSuccess: (transfer) => queries.setQueryData(['/records/transfers', id], transfer),
  });
  const status = data?.status;
  useEffect(() => {
    if (status && !MOVING.includes(status)) void queries.invalidateQueries({ queryKey: ['/records/counts'] });
  }, [status, queries]);
  if (error) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  if (!data) return <ProgressBar aria-label={t('common.loading')} />;
  const { total, moved, restored, to, abilities, undoUntil, createdAt } = data;
  const isBack = data.status === 'undoing' || data.status === 'undone';
  const [count, most] = isBack ? [restored, moved] : [moved, Math.max(total, moved)];
  const names = [...new Set(to.map(({ owner }) => owner?.fullName ?? t('person.deleted')))].join(', ');
  return (
    <div className={styles.transfer}>
      <Field
        label={t('transfers.line', { names, at: moment(createdAt) })}
        validationState={data.status === 'failed' ? 'error' : 'none'}
        validationMessage={t(`transfers.${data.problem === 'gave_up' ? 'stopped' : data.status}`, {
          count: number(count),
          most: number(most),
        })}
      >
        <ProgressBar value={most === 0 ? 1 : count / most} color={COLORS[data.status] ?? 'brand'} />
      </Field>
      {data.stuck && <Text size={200}>{t('common.takingLonger')}</Text>}
      {abilities.undo && (
        <span>
          <Button size="small" disabledFocusable={undo.isPending} onClick={() => undo.mutate()}>
            {t('transfers.undo')}
          </Button>{' '}
          <Text size={200} className={styles.quiet}>
            {t('transfers.undoUntil', { at: moment(undoUntil) })}
          </Text>
        </span>
      )}
      <ProblemMessage error={undo.error} />
    </div>
  );
}

const COLORS: Partial<Record<Transfer['status'], NonNullable<ProgressBarProps['color']>>> = {
  done: 'success',
  failed: 'error',
};
