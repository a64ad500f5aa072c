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
const AccountArea = lazyWithTexts(
  () => import('./features/accounts/account-area.tsx'),
  'account-links',
  'accounts',
  'api-tokens',
  'authorized-sites',
  'closing',
  'exports',
  'extensions',
  'mailboxes',
  'passwords',
  'security-questions',
  'sessions',
);
const WelcomePage = lazyWithTexts(
  () => import(/* webpackChunkName: "first-welcome" */ './features/welcome/welcome-page.tsx'),
  'account-links',
  'join-requests',
  'sessions',
  'welcome',
);

/** Remembers, for this window, that Microsoft has been asked once who is there. */
const SENT = 'foyer.asked-microsoft';

/** Lets in whoever has a session: members to their pages, everybody else to the welcome page and their own account. */
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
 * A browser without a session asks Microsoft by itself who is there, once: whoever is signed in at Microsoft is in,
 * everybody else comes back unasked and finds Foyer's own page, which knows passwords too.
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
