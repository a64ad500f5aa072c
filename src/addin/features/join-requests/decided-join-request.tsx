import { useTranslation } from 'react-i18next';
import type { JoinRequest } from '../../../server/features/join-requests/schemas.ts';
import { Notice } from '../../components/notice.tsx';
import { Quote } from '../../components/quote.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { Requester } from './requester.tsx';

/** JOIN-5: whoever comes second sees who answered, how and when. */
export function DecidedJoinRequest({ request }: { request: JoinRequest }) {
  const { t } = useTranslation('join-requests');
  const { moment } = useFormat();
  const { status, decidedBy, decidedAt, reason } = request;
  const when = decidedAt ? moment(decidedAt) : '';
  return (
    <>
      {status !== 'pending' && (
        <Notice intent={status === 'approved' ? 'success' : 'info'} title={t(`request.${status}`)}>
          {decidedBy ? t('request.decidedBy', { name: decidedBy.fullName, when }) : when}
        </Notice>
      )}
      <Requester request={request} />
      {reason && <Quote label={t('request.reasonGiven')}>{reason}</Quote>}
    </>
  );
}
