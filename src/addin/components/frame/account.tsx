import { lazy, Suspense, useState } from 'react';
import { useSession } from '../../session/session-context.ts';
import { AccountButton } from './account-button.tsx';

const AccountMenu = lazy(() => import('./account-menu.tsx'));

/** The account's button; its menu is fetched when it is asked for. */
export function Account() {
  const { fullName } = useSession().account;
  const [isWanted, setWanted] = useState(false);
  const button = <AccountButton name={fullName} onClick={() => setWanted(true)} />;
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <AccountMenu />
    </Suspense>
  );
}
