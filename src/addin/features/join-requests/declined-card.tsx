import { useTranslation } from 'react-i18next';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { Managers } from '../../components/managers.tsx';
import { Quote } from '../../components/quote.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useSession } from '../../session/session-context.ts';
import { AskToJoinForm } from './ask-to-join-card.tsx';

/** JOIN-8: the request was declined: why, and when one may ask again. */
export function DeclinedCard() {
  const { t } = useTranslation('join-requests');
  const { moment } = useFormat();
  const { organization, joinRequest } = useSession();
  const name = organization?.name ?? '';
  const again = joinRequest?.mayAskAgainAt ?? null;
  const mayAsk = again === null || Date.parse(again) <= Date.now();
  return (
    <CardPage title={t('standing.declined.title')} lead={t('standing.declined.lead', { name })} foot={<SignedInAs />}>
      {joinRequest?.reason && <Quote label={t('standing.declined.reason')}>{joinRequest.reason}</Quote>}
      {mayAsk ? <AskToJoinForm /> : <Facts rows={[[t('standing.declined.again'), moment(again)]]} />}
      <Managers title={t('standing.managers')} />
    </CardPage>
  );
}
