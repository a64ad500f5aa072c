import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { useSession } from '../../session/session-context.ts';
import { useAbilities } from '../../session/use-abilities.ts';
import { MyPlace } from './my-place.tsx';
import { SeatsLeft } from './seats-left.tsx';
import { WaitingRequests } from './waiting-requests.tsx';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)',
    gap: '20px',
    alignItems: 'start',
    '@media (max-width: 1024px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  narrow: { maxWidth: '820px' },
  column: { display: 'flex', flexDirection: 'column', gap: '20px', minWidth: 0 },
});

/** Who I am here, what I may do, and for approvers what waits for them. */
export default function HomePage() {
  const styles = useStyles();
  const { t } = useTranslation('home');
  const { account, organization } = useSession();
  const { manageUsers, manageSubscription } = useAbilities();
  const lead = t('home.lead', { organization: organization?.name ?? '' });
  return (
    <Page title={t('home.welcome', { name: account.fullName })} lead={lead}>
      <div className={manageUsers || manageSubscription ? styles.grid : mergeClasses(styles.column, styles.narrow)}>
        {manageUsers && <WaitingRequests />}
        <div className={styles.column}>
          {(manageUsers || manageSubscription) && <SeatsLeft />}
          <MyPlace />
        </div>
      </div>
    </Page>
  );
}
