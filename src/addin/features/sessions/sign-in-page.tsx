import { Button, Link, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '../../api.ts';
import { Actions } from '../../components/actions.tsx';
import { CardPage } from '../../components/card-page.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import type { Opening } from './open-session.ts';
import { useSessionControls } from './session-context.ts';

/** Says why there is no session, and offers the one thing that helps. */
export function SignInPage({ state }: { state: Exclude<Opening, { status: 'open' }> }) {
  const { t } = useTranslation();
  if (state.status === 'failed') return <SessionFailure error={state.error} />;
  return (
    <CardPage title={t('signIn.title')} lead={t(`signIn.${state.reason}`)}>
      {state.reason === 'session_missing' && <ProblemMessage error={state.problem} />}
      {state.problem && <AdminConsent problem={state.problem} />}
      <Actions>
        <SignInButton />
      </Actions>
    </CardPage>
  );
}

/** Where people may not consent for themselves, somebody else has to follow this link. */
function AdminConsent({ problem }: { problem: ApiProblem }) {
  const { t } = useTranslation();
  const { adminConsentUrl } = problem.details;
  if (typeof adminConsentUrl !== 'string') return null;
  return (
    <Text block>
      {t('signIn.adminConsent')}{' '}
      <Link href={adminConsentUrl} target="_blank" rel="noopener" inline style={{ overflowWrap: 'anywhere' }}>
        {adminConsentUrl}
      </Link>
    </Text>
  );
}

function SignInButton() {
  const { t } = useTranslation();
  const { signIn } = useSessionControls();
  const [isBusy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    await signIn();
    setBusy(false);
  };
  return (
    <Button appearance="primary" disabledFocusable={isBusy} onClick={() => void start()}>
      {t(isBusy ? 'signIn.busy' : 'signIn.button')}
    </Button>
  );
}

function SessionFailure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { reopen } = useSessionControls();
  return (
    <CardPage title={t('signIn.failedTitle')}>
      <ProblemMessage error={error} onRetry={() => void reopen()} />
    </CardPage>
  );
}
