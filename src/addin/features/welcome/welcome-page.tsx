import { useEffect } from 'react';
import { InvitedCard } from '../invitations/invited-card.tsx';
import { AskToJoinCard } from '../join-requests/ask-to-join-card.tsx';
import { DeclinedCard } from '../join-requests/declined-card.tsx';
import { RequestedCard } from '../join-requests/requested-card.tsx';
import { FoundOrganizationCard } from '../organizations/found-organization-card.tsx';
import { useSession, useSessionControls } from '../sessions/session-context.ts';
import { InactiveCard } from './inactive-card.tsx';

/** How often somebody who waits is looked after, in milliseconds. */
const LOOK_AGAIN = 20_000;

/** Whoever is not a member: one card, which says where they stand and what they can do. */
export default function WelcomePage() {
  const { standing } = useSession();
  useLookAgain(standing === 'requested');
  switch (standing) {
    case 'unfounded':
      return <FoundOrganizationCard />;
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
