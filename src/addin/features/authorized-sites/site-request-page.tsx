import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useParams } from 'react-router';
import { api } from '../../api.ts';
import { Starting } from '../../components/starting.tsx';
import { useSessionControls } from '../../session/session-context.ts';
import SignInPage from '../sessions/sign-in-page.tsx';
import { AnotherAccountCard } from './another-account-card.tsx';
import { ConsentCard } from './consent-card.tsx';
import { SiteRefusalCard } from './site-refusal-card.tsx';
import { type Answer, useAnswer } from './use-sites.ts';

/** What a site's request leads to beside its own cards. */
interface SiteRequestPageProps {
  /** Signing in, and what is there for somebody who has. */
  signIn: ReactNode;
  /** Asking for an account. */
  signUp(request: { uid: string; siteName: string; cancel: Answer; onHasAccount: () => void }): ReactNode;
}

/** ACC-6: where a partner's site sends its people: they sign in, and say whether they let it in. */
export default function SiteRequestPage({ signIn, signUp }: SiteRequestPageProps) {
  const { uid = '' } = useParams();
  const { state } = useSessionControls();
  const [hasAccount, setHasAccount] = useState(false);
  const who = state.status === 'open' ? state.session.account.id : null;
  const cancel = useAnswer(uid, 'cancel');
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
  if (!asking.wantsAccount || hasAccount) return signIn;
  return signUp({ uid, siteName: asking.site.name, cancel, onHasAccount: () => setHasAccount(true) });
}
