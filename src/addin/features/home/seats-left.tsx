import { Skeleton, SkeletonItem } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/app-link.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { LicencesBar } from '../subscription/licences-bar.tsx';
import { useSubscription } from '../subscription/use-subscription.ts';

/** How many seats are left. */
export function SeatsLeft() {
  const { t } = useTranslation(['common', 'subscription']);
  const { data: subscription, error, refetch } = useSubscription();
  return (
    <Section
      title={t('subscription:seats.label')}
      action={<AppLink to="/subscription">{t('page.subscription')}</AppLink>}
    >
      <ProblemMessage error={error} onRetry={() => void refetch()} />
      {subscription && <LicencesBar label={t('subscription:seats.label')} licences={subscription.seats} />}
      {!subscription && !error && (
        <Skeleton aria-label={t('common.loading')}>
          <SkeletonItem size={96} />
        </Skeleton>
      )}
    </Section>
  );
}
