import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { AppLinkButton } from '../../components/app-link.tsx';
import { CardPage } from '../../components/card-page.tsx';
import { Notice } from '../../components/notice.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useSession, useSessionControls } from '../../session/session-context.ts';
import CredentialsForm from '../passwords/credentials-form.tsx';

/** INV-7: links the Microsoft identity signed in to an existing Foyer account with another login ID. */
export default function LinkAccountPage() {
  const { t } = useTranslation('account-links');
  const { account, invitation } = useSession();
  const { enter } = useSessionControls();
  const navigate = useNavigate();
  const { loginId } = account;
  return (
    <CardPage title={t('linkAccount.title')} lead={t('linkAccount.lead', { loginId })} foot={<SignedInAs />}>
      {invitation && (
        <Notice intent="info">{t('linkAccount.invited', { loginId, inviter: invitation.invitedBy.fullName })}</Notice>
      )}
      <CredentialsForm
        call="POST /account/link"
        submit={t('linkAccount.title')}
        onOpened={async (session) => {
          enter(session);
          await navigate('/', { replace: true });
        }}
        beside={() => <AppLinkButton to="/">{t('common.cancel')}</AppLinkButton>}
      />
    </CardPage>
  );
}
