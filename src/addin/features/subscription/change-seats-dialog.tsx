import { Field, SpinButton } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Subscription } from '../../../server/features/subscription/schemas.ts';
import { api } from '../../api.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useNotify } from '../../components/use-notify.ts';

const MOST_SEATS = 1_000_000;

export interface ChangeSeatsDialogProps {
  seats: Subscription['seats'];
  onClose: () => void;
}

/** SUB-1: the number bought, never below what is in use; the server has the last word. */
export function ChangeSeatsDialog({ seats, onClose }: ChangeSeatsDialogProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState<number | null>(seats.bought);
  const change = useMutation({
    mutationFn: () => api.patch<Subscription>('/subscription', { seats: wanted }),
    onSuccess: async () => {
      notify.done(t('subscription.changed', { count: wanted ?? 0 }));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/subscription'] }),
  });
  return (
    <ConfirmDialog
      title={t('subscription.changeTitle')}
      text={t('subscription.changeText', { count: seats.used })}
      confirm={t('subscription.save')}
      mutation={{ ...change, mutate: () => change.mutate() }}
      onClose={onClose}
    >
      <Field label={t('seats.bought')}>
        <SpinButton
          value={wanted}
          min={1}
          max={MOST_SEATS}
          onChange={(_event, { value, displayValue }) =>
            setWanted(value ?? (Number.parseInt(displayValue ?? '', 10) || null))
          }
        />
      </Field>
    </ConfirmDialog>
  );
}
