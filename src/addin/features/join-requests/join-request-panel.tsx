import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { Panel } from '../../components/panel.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { DecideJoinRequest } from './decide-join-request.tsx';
import { DecidedJoinRequest } from './decided-join-request.tsx';
import { useJoinRequest } from './use-join-request.ts';

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
