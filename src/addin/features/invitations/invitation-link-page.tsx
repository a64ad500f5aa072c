import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { InvitationLink } from '../../../server/features/invitations/schemas.ts';
import { api } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { Actions } from '../../components/form.tsx';
import { Notice } from '../../components/notice.tsx';
import { Starting } from '../../components/starting.tsx';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { MicrosoftButton } from '../../session/microsoft-button.tsx';
import { useSessionControls } from '../../session/session-context.ts';
import { LinkAccountHint } from '../account-links/link-account-hint.tsx';
import { DeadLinkCard } from './dead-link-card.tsx';
import { JoinForm } from './join-form.tsx';

const CredentialsForm = lazyWithTexts(
  () => import('../passwords/credentials-form.tsx'),
  'password-resets',
  'passwords',
);
const NewAccountForm = lazyWithTexts(() => import('./new-account-form.tsx'), 'invitations', 'passwords', 'sessions');

/** The page behind the link of an invitation's e-mail: anybody may open it, only the invited person can join. */
export default function InvitationLinkPage() {
  const { token = '' } = useParams();
  const { state } = useSessionControls();
  const who = state.status === 'open' ? state.session.account.id : null;
  const link = useQuery({
    queryKey: ['/invitations/link', token, who],
    queryFn: ({ signal }) => api('GET /invitations/link/{token}', { params: { token }, signal }),
    enabled: state.status !== 'opening',
  });
  if (link.error) return <DeadLinkCard error={link.error} onRetry={() => void link.refetch()} />;
  if (!link.data) return <Starting />;
  return <InvitationCard link={link.data} token={token} onOutdated={link.refetch} />;
}

interface InvitationCardProps {
  link: InvitationLink;
  token: string;
  onOutdated: () => Promise<unknown>;
}

function InvitationCard({ link, token, onOutdated }: InvitationCardProps) {
  const { t } = useTranslation('invitations');
  const { date } = useFormat();
  const { refresh } = useSessionControls();
  const navigate = useNavigate();
  const { organizationName: name, invitedBy, expiresAt, loginId, signedInAs, matches, termsVersion } = link;
  const join = async () => {
    await refresh();
    await navigate('/', { replace: true });
  };
  return (
    <CardPage title={t('join.title', { name })} lead={t('join.lead', { name, inviter: invitedBy })}>
      <Facts
        rows={[
          [t('join.invitedBy'), invitedBy],
          [t('join.expected'), loginId],
          ...(signedInAs ? [[t('join.signedInAs'), signedInAs] as const] : []),
          [t('join.validUntil'), date(expiresAt)],
        ]}
      />
      {signedInAs === null && <SignInToJoin link={link} token={token} onOutdated={onOutdated} />}
      {signedInAs !== null && !matches && <Mismatch link={link} />}
      {matches && (
        <JoinForm
          accept={(body) => api('POST /invitations/link/{token}/accept', { params: { token }, body })}
          organizationName={name}
          termsVersion={termsVersion}
          onJoined={join}
          onOutdated={onOutdated}
        />
      )}
      {matches && link.kind === 'microsoft' && <LinkAccountHint />}
    </CardPage>
  );
}

/** INV-2, INV-6: with the account that the invited person has, or with one that they make now. */
function SignInToJoin({ link, token, onOutdated }: InvitationCardProps) {
  const { t } = useTranslation('invitations');
  const { enter, signIn } = useSessionControls();
  const navigate = useNavigate();
  if (link.joinsWith === 'microsoft') {
    return (
      <Actions>
        <Button appearance="primary" onClick={() => void signIn()}>
          {t('join.signIn')}
        </Button>
      </Actions>
    );
  }
  return (
    <Suspense>
      {link.joinsWith === 'password' ? (
        <CredentialsForm
          call="POST /session/password"
          submit={t('join.signIn')}
          onOpened={enter}
          beside={(loginHint) => <MicrosoftButton loginHint={loginHint} />}
        />
      ) : (
        <NewAccountForm
          link={link}
          token={token}
          onJoined={async (session) => {
            enter(session);
            await navigate('/', { replace: true });
          }}
          onOutdated={onOutdated}
        />
      )}
    </Suspense>
  );
}

/** INV-5: the invitation is for another login ID than the one that is signed in. */
function Mismatch({ link: { loginId: expected, joinsWith } }: { link: InvitationLink }) {
  const { t } = useTranslation(['invitations', 'sessions']);
  const { signIn, signOut } = useSessionControls();
  const isMicrosoft = joinsWith === 'microsoft';
  return (
    <>
      <Notice intent="warning" title={t('join.mismatchTitle')}>
        {t('join.mismatch', { expected })}
      </Notice>
      <Actions>
        <Button appearance="primary" onClick={() => void (isMicrosoft ? signIn({ selectAccount: true }) : signOut())}>
          {t(isMicrosoft ? 'sessions:signIn.switchAccount' : 'frame.signOut')}
        </Button>
      </Actions>
    </>
  );
}
