import { Link, Text } from '@fluentui/react-components';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Actions } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Starting } from '../../components/starting.tsx';
import { useHost } from '../../host/use-host.ts';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { MicrosoftButton } from '../../session/microsoft-button.tsx';
import type { Opening } from '../../session/open-session.ts';
import { useSessionControls } from '../../session/session-context.ts';

const CredentialsForm = lazyWithTexts(
  () => import('../passwords/credentials-form.tsx'),
  'password-resets',
  'passwords',
);
const FailedSignIn = lazyWithTexts(() => import('./failed-sign-in.tsx'), 'problems');
const LoginIdTakenPage = lazyWithTexts(
  () => import('../account-links/login-id-taken-page.tsx'),
  'account-links',
  'password-resets',
  'passwords',
  'sessions',
);

/**
 * Says why there is no session, and asks for what opens one. Who opens Foyer in Microsoft 365 is known there; in a
 * browser it may be anybody, with an account of Microsoft's or one that Foyer made.
 */
export default function SignInPage({ state }: { state: Exclude<Opening, { status: 'open' }> }) {
  const isBrowser = useHost().name === 'browser';
  if (state.status === 'failed') return <SessionFailure error={state.error} />;
  if (state.status === 'login_id_taken') {
    return (
      <Suspense fallback={<Starting />}>
        <LoginIdTakenPage />
      </Suspense>
    );
  }
  if (!isBrowser) return <SignInCard state={state} />;
  return (
    <Suspense fallback={<Starting />}>
      <SignInCard state={state} withPassword />
    </Suspense>
  );
}

interface SignInCardProps {
  state: Extract<Opening, { status: 'sign-in' }>;
  withPassword?: boolean;
}

function SignInCard({ state: { reason, problem }, withPassword = false }: SignInCardProps) {
  const { t } = useTranslation('sessions');
  const { enter } = useSessionControls();
  const options = {
    isAgain: reason === 'sign_in_again' || reason === 'site_asks',
    selectAccount: reason === 'site_means_another' || problem?.code === 'microsoft_account_unavailable',
  };
  const lead = withPassword && reason === 'session_missing' ? 'signIn.anyAccount' : (`signIn.${reason}` as const);
  return (
    <CardPage title={t('signIn.title')} lead={t(lead)}>
      {reason === 'session_missing' && problem && <WhyNot problem={problem} />}
      {problem && <AdminConsent problem={problem} />}
      {withPassword ? (
        <CredentialsForm
          call="POST /session/password"
          submit={t('signIn.submit')}
          onOpened={enter}
          beside={(loginHint) => <MicrosoftButton loginHint={loginHint} options={options} />}
        />
      ) : (
        <Actions>
          <MicrosoftButton appearance="primary" options={options} />
        </Actions>
      )}
    </CardPage>
  );
}

function WhyNot({ problem }: { problem: ApiProblem }) {
  if (problem.detail !== null || problem.code === 'network') return <ProblemMessage error={problem} />;
  return (
    <Suspense fallback={null}>
      <FailedSignIn code={problem.code} />
    </Suspense>
  );
}

/** Where users may not consent themselves, an administrator has to follow this link. */
function AdminConsent({ problem }: { problem: ApiProblem }) {
  const { t } = useTranslation('sessions');
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

function SessionFailure({ error }: { error: unknown }) {
  const { t } = useTranslation('sessions');
  const { reopen } = useSessionControls();
  return (
    <CardPage title={t('signIn.failedTitle')}>
      <ProblemMessage error={error} onRetry={() => void reopen()} />
    </CardPage>
  );
}
