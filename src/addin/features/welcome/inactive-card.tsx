import { useTranslation } from 'react-i18next';
import { CardPage } from '../../components/card-page.tsx';
import { Managers } from '../../components/managers.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useSession } from '../../session/session-context.ts';

/** JOIN-9: somebody who was deactivated is told whom to ask. */
export function InactiveCard() {
  const { t } = useTranslation(['welcome', 'join-requests']);
  const { organization } = useSession();
  const name = organization?.name ?? '';
  return (
    <CardPage title={t('welcome.inactive.title')} lead={t('welcome.inactive.lead', { name })} foot={<SignedInAs />}>
      <Managers title={t('join-requests:standing.managers')} />
    </CardPage>
  );
}
