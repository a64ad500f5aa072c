import { Skeleton, SkeletonItem } from '@fluentui/react-components';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/app-link.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { useSubscription } from '../subscription/use-subscription.ts';

const LicencesBar = lazyWithTexts(() => import('../subscription/licences-bar.tsx'), 'subscription');

/** How many seats are left. */
export function SeatsLeft() {
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
