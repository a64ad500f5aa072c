import { Button, Field, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { JoinRequest } from '../../../server/features/join-requests/schemas.ts';
import { isProblem } from '../../api.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Actions } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { type Place, ProfileRoleFields } from '../profiles/profile-role-fields.tsx';
import { SeatsAfterApproval } from '../subscription/seats-after.tsx';
import { DecidedJoinRequest, Requester } from './requester.tsx';
import { useApprove, useDecline, useJoinRequest } from './use-join-request.ts';

/** JOIN-3: the *Add new user* window of one request. Opening it changes nothing. */
export default function JoinRequestPanel() {
  const { id = '' } = useParams();
  const { t } = useTranslation('join-requests');
  const navigate = useNavigate();
  const { search } = useLocation();
  const request = useJoinRequest(id);
  const close = () => {
    const list = new URLSearchParams(search);
    list.set('view', 'requests');
    void navigate({ pathname: '/users', search: `${list}` });
  };
  if (request.data?.status === 'pending') return <DecideJoinRequest request={request.data} onClose={close} />;
  return (
    <Panel title={t('request.title')} onClose={close}>
      {request.isPending && <RowsPlaceholder count={2} />}
      <ProblemMessage error={request.error} onRetry={() => void request.refetch()} />
      {request.data && <DecidedJoinRequest request={request.data} />}
    </Panel>
  );
}

export interface DecideJoinRequestProps {
  request: JoinRequest;
  onClose: () => void;
}

/** JOIN-5, JOIN-8: an open request with everything one needs to answer it. */
function DecideJoinRequest({ request, onClose }: DecideJoinRequestProps) {
  const { t } = useTranslation('join-requests');
  const notify = useNotify();
  const [place, setPlace] = useState<Place>({});
  const [isDeclining, setDeclining] = useState(false);
  const { abilities, fullName } = request;
  const approve = useApprove(request.id, () => {
    notify.done(t('request.approvedNow', { name: fullName }));
    onClose();
  });
  return (
    <Panel
      title={t('request.title')}
      onClose={onClose}
      footer={
        <>
          {!isProblem(approve.error, 'seats_exhausted') && <ProblemMessage error={approve.error} />}
          <SeatsAfterApproval />
          <Actions>
            {abilities.approve && (
              <Button appearance="primary" disabledFocusable={approve.isPending} onClick={() => approve.mutate(place)}>
                {t('request.approve')}
              </Button>
            )}
            {abilities.decline && <Button onClick={() => setDeclining(true)}>{t('request.decline')}</Button>}
          </Actions>
        </>
      }
    >
      <Requester request={request} />
      {abilities.approve && <ProfileRoleFields value={place} onChange={setPlace} />}
      {isDeclining && <DeclineDialog request={request} onClose={() => setDeclining(false)} onDeclined={onClose} />}
    </Panel>
  );
}

const REASON_LENGTH = 500;

export interface DeclineDialogProps {
  request: JoinRequest;
  onClose: () => void;
  onDeclined: () => void;
}

/** JOIN-8: the reason is optional, and the person reads it. */
function DeclineDialog({ request, onClose, onDeclined }: DeclineDialogProps) {
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
