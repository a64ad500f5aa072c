import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { InvitationLink } from '../../../server/features/invitations/schemas.ts';
import { api } from '../../api.ts';
import { Actions } from '../../components/actions.tsx';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { Notice } from '../../components/notice.tsx';
import { Starting } from '../../components/starting.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useSessionControls } from '../sessions/session-context.ts';
import { DeadLinkCard } from './dead-link-card.tsx';
import { JoinForm } from './join-form.tsx';

/** The page behind the link of an invitation's e-mail: anybody may open it, only the invited person can join. */
export default function InvitationLinkPage() {
  const { token = '' } = useParams();
  const { state } = useSessionControls();
  const who = state.status === 'open' ? state.session.account.id : null;
  const link = useQuery({
    queryKey: ['/invitations/link', token, who],
    queryFn: ({ signal }) => api.get<InvitationLink>(`/invitations/link/${encodeURIComponent(token)}`, { signal }),
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
  const { t } = useTranslation();
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
      {signedInAs === null && <SignInToJoin />}
      {signedInAs !== null && !matches && <Mismatch expected={loginId} />}
      {matches && (
        <JoinForm
          path={`/invitations/link/${token}/accept`}
          organizationName={name}
          termsVersion={termsVersion}
          onJoined={join}
          onOutdated={onOutdated}
        />
      )}
    </CardPage>
  );
}

function SignInToJoin() {
  const { t } = useTranslation();
  const { signIn } = useSessionControls();
  return (
    <Actions>
      <Button appearance="primary" onClick={() => void signIn()}>
        {t('join.signIn')}
      </Button>
    </Actions>
  );
}

/** INV-5: the invitation is for another login ID than the one that is signed in. */
function Mismatch({ expected }: { expected: string }) {
  const { t } = useTranslation();
  const { signIn } = useSessionControls();
  return (
    <>
      <Notice intent="warning" title={t('join.mismatchTitle')}>
        {t('join.mismatch', { expected })}
      </Notice>
      <Actions>
        <Button appearance="primary" onClick={() => void signIn({ selectAccount: true })}>
          {t('signIn.switchAccount')}
        </Button>
      </Actions>
    </>
  );
}
