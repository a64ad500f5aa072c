import { Suspense, useLayoutEffect, useState } from 'react';
import { Route, Routes } from 'react-router';
import { Starting } from './components/starting.tsx';
import { windowStorage } from './host/storage.ts';
import { useHost } from './host/use-host.ts';
import { lazyWithTexts } from './i18n/texts.ts';
import { useSessionControls } from './session/session-context.ts';

const SignInPage = lazyWithTexts(
  () => import(/* webpackChunkName: "first-sign-in" */ './features/sessions/sign-in-page.tsx'),
  'sessions',
);
const MemberArea = lazyWithTexts(
  () => import(/* webpackChunkName: "first-member" */ './member-area.tsx'),
  'home',
  'subscription',
);
const AccountArea = lazyWithTexts(() => import('./features/accounts/account-area.tsx'));
const WelcomePage = lazyWithTexts(
  () => import(/* webpackChunkName: "first-welcome" */ './features/welcome/welcome-page.tsx'),
  'account-links',
  'join-requests',
  'sessions',
  'welcome',
);

/** Remembers, for this window, that Microsoft has been asked once who is there. */
const SENT = 'foyer.asked-microsoft';

/** With a session: members see their pages, everyone else the welcome page and their account. Without one: the sign-in page. */
export function SessionGate() {
  const { state } = useSessionControls();
  const isLeaving = useRedirectOnce();
  if (state.status === 'opening' || isLeaving) return <Starting />;
  return (
    <Suspense fallback={<Starting />}>
      {state.status !== 'open' ? (
        <SignInPage state={state} />
      ) : state.session.standing === 'member' ? (
        <MemberArea />
      ) : (
        <Routes>
          <Route path="/account/*" element={<AccountArea />} />
          <Route path="*" element={<WelcomePage />} />
        </Routes>
      )}
    </Suspense>
  );
}

/**
 * A browser without a session tries Microsoft single sign-on (`prompt=none`) once per window: without a session at
 * Microsoft the person comes back to Foyer's own sign-in page, which takes passwords too.
 */
function useRedirectOnce(): boolean {
  const host = useHost();
  const { state, signIn } = useSessionControls();
  const [isLeaving, setLeaving] = useState(false);
  const isMissing = state.status === 'sign-in' && state.reason === 'session_missing' && !state.problem;
  useLayoutEffect(() => {
    if (state.status === 'open') windowStorage.remove(SENT);
    if (!isMissing || host.name !== 'browser' || windowStorage.get(SENT)) return;
    if (!windowStorage.set(SENT, '1')) return;
    setLeaving(true);
    void signIn({ isSilent: true });
  }, [state.status, isMissing, host, signIn]);
  return isLeaving;
}
