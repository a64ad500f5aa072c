import { useTranslation } from 'react-i18next';
import { CardPage } from '../../components/card-page.tsx';
import { Actions } from '../../components/form.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { Starting } from '../../components/starting.tsx';
import { MicrosoftButton } from '../../session/microsoft-button.tsx';
import { useSession } from '../../session/session-context.ts';
import { useAccount } from '../accounts/use-account.ts';
import { FoundOrganizationCard } from '../organizations/found-organization-card.tsx';

/** ORG-1: a tenant's user founds its organization; guests and people without a tenant see what they need instead. */
export default function UnfoundedCard() {
  const { isGuest } = useSession().account;
  const { data, isPending } = useAccount();
  if (isGuest) return <GuestCard />;
  if (isPending) return <Starting />;
  return data?.signedInWith === 'password' ? <NoTenantCard /> : <FoundOrganizationCard />;
}

function GuestCard() {
  const { t } = useTranslation('welcome');
  return <CardPage title={t('welcome.guest.title')} lead={t('welcome.guest.lead')} foot={<SignedInAs />} />;
}

function NoTenantCard() {
  const { t } = useTranslation('welcome');
  const { loginId } = useSession().account;
  return (
    <CardPage title={t('welcome.noTenant.title')} lead={t('welcome.noTenant.lead', { loginId })} foot={<SignedInAs />}>
      {t('welcome.noTenant.microsoft')}
      <Actions>
        <MicrosoftButton />
      </Actions>
    </CardPage>
  );
}
