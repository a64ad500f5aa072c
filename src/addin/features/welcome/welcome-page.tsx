import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Routes } from 'react-router';
import { CardPage } from '../../components/card-page.tsx';
import { Managers } from '../../components/managers.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { Starting } from '../../components/starting.tsx';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { useSession, useSessionControls } from '../../session/session-context.ts';
import { AskToJoinCard, DeclinedCard, RequestedCard } from '../join-requests/request-cards.tsx';

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

/** How often the session of someone who waits is refreshed, in milliseconds. */
const LOOK_AGAIN = 20_000;

/** For people who are not members: one card that says where they stand and what they can do next. */
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

/** JOIN-9: tells a deactivated member whom to ask. */
function InactiveCard() {
  const { t } = useTranslation(['welcome', 'join-requests']);
  const { organization } = useSession();
  const name = organization?.name ?? '';
  return (
    <CardPage title={t('welcome.inactive.title')} lead={t('welcome.inactive.lead', { name })} foot={<SignedInAs />}>
      <Managers title={t('join-requests:standing.managers')} />
    </CardPage>
  );
}
