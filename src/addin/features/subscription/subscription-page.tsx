import { Button, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { ChangeSubscriptionDialog } from './change-subscription-dialog.tsx';
import { ExtensionSection } from './extension-section.tsx';
import LicencesBar from './licences-bar.tsx';
import { useSubscription } from './use-subscription.ts';

/** SUB-1: how many seats and licences of extensions there are, and how many are taken. */
export default function SubscriptionPage() {
  const { t } = useTranslation('subscription');
  const { data: subscription, error, refetch } = useSubscription();
  const [isChanging, setChanging] = useState(false);
  return (
    <Page
      title={t('page.subscription')}
      lead={t('subscription.lead')}
      actions={
        subscription?.abilities.update && (
          <Button appearance="primary" onClick={() => setChanging(true)}>
            {t('subscription.change')}
          </Button>
        )
      }
    >
      <Section title={t('seats.label')}>
        <ProblemMessage error={error} onRetry={() => void refetch()} />
        {subscription ? (
          <LicencesBar label={t('seats.label')} licences={subscription.seats} />
        ) : (
          !error && <LicencesPlaceholder />
        )}
        {subscription && subscription.pendingInvitations > 0 && (
          <Text style={{ color: tokens.colorNeutralForeground2 }}>
            {t('subscription.invited', { count: subscription.pendingInvitations })}
          </Text>
        )}
      </Section>
      {subscription?.extensions.map((extension) => (
        <ExtensionSection key={extension.key} extension={extension} />
      ))}
      {isChanging && subscription && (
        <ChangeSubscriptionDialog subscription={subscription} onClose={() => setChanging(false)} />
      )}
    </Page>
  );
}

function LicencesPlaceholder() {
  const { t } = useTranslation();
  return (
    <Skeleton aria-label={t('common.loading')} style={{ display: 'flex', flexDirection: 'column', gap: 16 }}>
      <SkeletonItem size={24} />
      <SkeletonItem size={48} style={{ maxWidth: 320 }} />
    </Skeleton>
  );
}
