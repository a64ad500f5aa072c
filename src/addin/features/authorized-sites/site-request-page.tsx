import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useParams } from 'react-router';
import { api } from '../../api.ts';
import { Starting } from '../../components/starting.tsx';
import { useSessionControls } from '../sessions/session-context.ts';
import { SessionGate } from '../sessions/session-gate.tsx';
import { SignInPage } from '../sessions/sign-in-page.tsx';
import { AnotherAccountCard } from './another-account-card.tsx';
import { ConsentCard } from './consent-card.tsx';
import { SiteRefusalCard } from './site-refusal-card.tsx';

const AskToSignUpCard = lazy(() => import('../sign-ups/ask-to-sign-up-card.tsx'));

/** ACC-6: where a partner's site sends its people: they sign in, and say whether they let it in. */
export default function SiteRequestPage() {
  const { uid = '' } = useParams();
  const { state } = useSessionControls();
  const [hasAccount, setHasAccount] = useState(false);
  const who = state.status === 'open' ? state.session.account.id : null;
  const request = useQuery({
    queryKey: ['/site-requests', uid, who],
    queryFn: ({ signal }) => api('GET /site-requests/{uid}', { params: { uid }, signal }),
    enabled: state.status !== 'opening',
  });
  if (request.error) return <SiteRefusalCard uid={uid} error={request.error} onRetry={() => void request.refetch()} />;
  if (!request.data || state.status === 'opening') return <Starting />;
  const { consent, ...asking } = request.data;
  if (asking.meansAnother && who) return <AnotherAccountCard key={who} uid={uid} site={asking.site} />;
  if (asking.mustSignInAgain) return <SignInPage state={{ status: 'sign-in', reason: 'site_asks' }} />;
  if (consent) return <ConsentCard uid={uid} request={asking} consent={consent} />;
  if (state.status === 'open') return <Starting />;
  if (!asking.wantsAccount || hasAccount) return <SessionGate />;
  return (
    <Suspense fallback={<Starting />}>
      <AskToSignUpCard uid={uid} siteName={asking.site.name} onHasAccount={() => setHasAccount(true)} />
    </Suspense>
  );
}
