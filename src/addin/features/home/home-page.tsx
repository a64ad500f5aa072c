import { makeStyles, mergeClasses, Skeleton, SkeletonItem, Text } from '@fluentui/react-components';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/app-link.tsx';
import { Facts } from '../../components/facts.tsx';
import { Page } from '../../components/page.tsx';
import { PermissionList } from '../../components/permission-list.tsx';
import { Person } from '../../components/person.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { useAbilities, useSession } from '../../session/session-context.ts';
import { usePlaceName } from '../profiles/use-choices.ts';
import { useSubscription } from '../subscription/use-subscription.ts';
import { WaitingRequests } from './waiting-requests.tsx';

const LicencesBar = lazyWithTexts(() => import('../subscription/licences-bar.tsx'), 'subscription');

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

const useMyPlaceStyles = makeStyles({
  may: { display: 'flex', flexDirection: 'column', gap: '8px' },
});

/** Who I am in this organization, and what my profile lets me do. */
function MyPlace() {
  const styles = useMyPlaceStyles();
  const { t } = useTranslation('home');
  const placeName = usePlaceName();
  const { account, member, permissions } = useSession();
  if (!member) return null;
  return (
    <Section title={t('home.me')}>
      <Person fullName={account.fullName} secondary={account.loginId} size={48} wrap />
      <Facts
        rows={[
          [t('profile.label'), placeName(member.profile.name)],
          [t('role.label'), placeName(member.role.name)],
        ]}
      />
      <div className={styles.may}>
        <Text weight="semibold">{t('home.may')}</Text>
        <PermissionList permissions={permissions} nothing={t('home.mayNothing')} />
      </div>
    </Section>
  );
}

/** How many seats are left. */
function SeatsLeft() {
  const { t } = useTranslation(['common', 'subscription']);
  const { data: subscription, error, refetch } = useSubscription();
  const placeholder = (
    <Skeleton aria-label={t('common.loading')}>
      <SkeletonItem size={96} />
    </Skeleton>
  );
  return (
    <Section
      title={t('subscription:seats.label')}
      action={<AppLink to="/subscription">{t('page.subscription')}</AppLink>}
    >
      <ProblemMessage error={error} onRetry={() => void refetch()} />
      {subscription ? (
        <Suspense fallback={placeholder}>
          <LicencesBar label={t('subscription:seats.label')} licences={subscription.seats} />
        </Suspense>
      ) : (
        !error && placeholder
      )}
    </Section>
  );
}
