import { Badge, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { JoinRequest } from '../../../server/features/join-requests/schemas.ts';
import { Facts } from '../../components/facts.tsx';
import { Notice } from '../../components/notice.tsx';
import { Person } from '../../components/person.tsx';
import { Quote } from '../../components/quote.tsx';
import { useFormat } from '../../i18n/use-format.ts';

const useStyles = makeStyles({ head: { display: 'flex', alignItems: 'center', gap: '12px' } });

/** Who asks, since when, and what they wrote. */
export function Requester({ request }: { request: JoinRequest }) {
  const styles = useStyles();
  const { t } = useTranslation('join-requests');
  const { moment, relative } = useFormat();
  const { fullName, loginId, objectId, jobTitle, department, isGuest, message, createdAt } = request;
  return (
    <>
      <div className={styles.head}>
        <Person fullName={fullName} secondary={loginId} objectId={objectId} size={64} wrap />
        {isGuest && (
          <Badge appearance="outline" color="warning">
            {t('person.guest')}
          </Badge>
        )}
      </div>
      <Facts
        rows={[
          [t('person.jobTitle'), jobTitle ?? t('person.unknown')],
          [t('person.department'), department ?? t('person.unknown')],
          [
            t(request.status === 'pending' ? 'request.since' : 'requests.waiting'),
            `${moment(createdAt)} (${relative(createdAt)})`,
          ],
          ...(isGuest ? [[t('person.guest'), t('person.guestMeaning')] as const] : []),
        ]}
      />
      {message && <Quote label={t('request.message')}>{message}</Quote>}
    </>
  );
}

/** JOIN-5: who decided the request, how and when. */
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
