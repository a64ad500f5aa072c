import { Field, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JoinRequest } from '../../../server/features/join-requests/schemas.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useDecline } from './use-join-request.ts';

const REASON_LENGTH = 500;

export interface DeclineDialogProps {
  request: JoinRequest;
  onClose: () => void;
  onDeclined: () => void;
}

/** JOIN-8: the reason is optional, and the person reads it. */
export function DeclineDialog({ request, onClose, onDeclined }: DeclineDialogProps) {
  const { t } = useTranslation('join-requests');
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const { fullName: name } = request;
  const decline = useDecline(request.id, () => {
    notify.done(t('request.declinedNow', { name }));
    onDeclined();
  });
  return (
    <ConfirmDialog
      title={t('request.declineTitle', { name })}
      text={t('request.declineText')}
      confirm={t('request.decline')}
      mutation={{ ...decline, mutate: () => decline.mutate(reason.trim()) }}
      onClose={onClose}
    >
      <Field
        label={t('request.reason')}
        hint={t('standing.outsider.counter', { used: reason.length, most: REASON_LENGTH })}
      >
        <Textarea
          value={reason}
          rows={3}
          maxLength={REASON_LENGTH}
          onChange={(_event, { value }) => setReason(value)}
        />
      </Field>
    </ConfirmDialog>
  );
}
