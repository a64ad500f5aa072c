import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JoinRequest } from '../../../server/features/join-requests/schemas.ts';
import { isProblem } from '../../api.ts';
import { Actions } from '../../components/actions.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { type Place, ProfileRoleFields } from '../profiles/profile-role-fields.tsx';
import { SeatsAfterApproval } from '../subscription/seats-after-approval.tsx';
import { DeclineDialog } from './decline-dialog.tsx';
import { Requester } from './requester.tsx';
import { useApprove } from './use-join-request.ts';

export interface DecideJoinRequestProps {
  request: JoinRequest;
  onClose: () => void;
}

/** JOIN-5, JOIN-8: an open request with everything one needs to answer it. */
export function DecideJoinRequest({ request, onClose }: DecideJoinRequestProps) {
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
