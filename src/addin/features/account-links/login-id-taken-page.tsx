import { Button, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Actions } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Starting } from '../../components/starting.tsx';
import { useHost } from '../../host/use-host.ts';
import { useSessionControls } from '../../session/session-context.ts';
import CredentialsForm from '../passwords/credentials-form.tsx';

/** INV-6: Microsoft vouched for the person, and an account with a password has their login ID. They prove that it is theirs. */
export default function LoginIdTakenPage() {
  const { t } = useTranslation(['common', 'sessions']);
  const offer = useQuery({
    queryKey: ['/account/link/offer'],
    queryFn: ({ signal }) => api('GET /account/link/offer', { signal }),
    // Refetching on focus would clear what was typed.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (offer.error) {
    return (
      <CardPage title={t('sessions:signIn.failedTitle')}>
        <ProblemMessage error={offer.error} onRetry={() => void offer.refetch()} />
      </CardPage>
    );
  }
  if (!offer.data) return <Starting />;
  return offer.data.loginId === null ? <HeldCard /> : <LinkCard loginId={offer.data.loginId} />;
}

function LinkCard({ loginId }: { loginId: string }) {
  const { t } = useTranslation('account-links');
  const { enter } = useSessionControls();
  const navigate = useNavigate();
  return (
    <CardPage title={t('loginIdTaken.title')} lead={t('loginIdTaken.lead')}>
      <CredentialsForm
        call="POST /account/link"
        submit={t('linkAccount.title')}
        knownLoginId={loginId}
        onOpened={async (session) => {
          enter(session);
          await navigate(returnPath(), { replace: true });
        }}
        beside={() => <OtherWay />}
      />
      <Text>{t('loginIdTaken.consequence')}</Text>
      <Text>{t('loginIdTaken.notYours')}</Text>
    </CardPage>
  );
}

/** Where a browser wanted to go when it signed in; a path of Foyer. */
function returnPath(): string {
  const path = new URLSearchParams(window.location.search).get('returnTo') ?? '/';
  return /^\/(?![/\\])/.test(path) ? path : '/';
}

/** Another Microsoft account has the login ID, or the time for a proof is over. */
function HeldCard() {
  const { t } = useTranslation(['account-links', 'sessions']);
  return (
    <CardPage title={t('sessions:signIn.failedTitle')} lead={t('loginIdTaken.held')}>
      <Actions>
        <OtherWay />
      </Actions>
    </CardPage>
  );
}

/** Another Microsoft account; a browser goes back to the session that it may have, or to the sign-in with a password. */
function OtherWay() {
  const { t } = useTranslation(['common', 'sessions']);
  const { reopen, signIn } = useSessionControls();
  const navigate = useNavigate();
  const isBrowser = useHost().name === 'browser';
  if (!isBrowser) {
    return <Button onClick={() => void signIn({ selectAccount: true })}>{t('sessions:signIn.switchAccount')}</Button>;
  }
  const goBack = async () => {
    await navigate('/', { replace: true });
    await reopen();
  };
  return <Button onClick={() => void goBack()}>{t('common.cancel')}</Button>;
}
