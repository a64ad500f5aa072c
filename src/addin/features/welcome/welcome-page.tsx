import { Suspense, useEffect } from 'react';
import { Route, Routes } from 'react-router';
import { Starting } from '../../components/starting.tsx';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { useSession, useSessionControls } from '../../session/session-context.ts';
import { AskToJoinCard } from '../join-requests/ask-to-join-card.tsx';
import { DeclinedCard } from '../join-requests/declined-card.tsx';
import { RequestedCard } from '../join-requests/requested-card.tsx';
import { InactiveCard } from './inactive-card.tsx';

/** What few people see does not delay the others. */
const InvitedCard = lazyWithTexts(
  () => import('../invitations/invited-card.tsx'),
  'account-links',
  'invitations',
  'sessions',
);
const UnfoundedCard = lazyWithTexts(
  () => import('./unfounded-card.tsx'),
  'account-links',
  'organizations',
  'sessions',
  'welcome',
);
const LinkAccountPage = lazyWithTexts(
  () => import('../account-links/link-account-page.tsx'),
  'account-links',
  'password-resets',
  'passwords',
  'sessions',
);

/** How often somebody who waits is looked after, in milliseconds. */
const LOOK_AGAIN = 20_000;

/** Whoever is not a member: one card, which says where they stand and what they can do, or leads to another account. */
export default function WelcomePage() {
  return (
    <Suspense fallback={<Starting />}>
      <Routes>
        <Route path="/link-account" element={<LinkAccountPage />} />
        <Route path="*" element={<StandingCard />} />
      </Routes>
    </Suspense>
  );
}

function StandingCard() {
  const { standing } = useSession();
  useLookAgain(standing === 'requested');
  switch (standing) {
    case 'unfounded':
      return <UnfoundedCard />;
    case 'outsider':
      return <AskToJoinCard />;
    case 'requested':
      return <RequestedCard />;
    case 'declined':
      return <DeclinedCard />;
    case 'invited':
      return <InvitedCard />;
    default:
      return <InactiveCard />;
  }
}

/** An approval lets the person in without a reload. */
function useLookAgain(isWaiting: boolean) {
  const { refresh } = useSessionControls();
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void refresh().catch(() => undefined);
    }, LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [isWaiting, refresh]);
}
