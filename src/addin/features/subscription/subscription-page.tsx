import { Button, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Extension } from '../../../server/features/extensions/schemas.ts';
import { AppLinkButton } from '../../components/app-link.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { ChangeSubscriptionDialog } from './change-subscription-dialog.tsx';
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

/** SUB-1: what is bought, used and free of one extension, and the way to whom it works for. */
function ExtensionSection({ extension }: { extension: Extension }) {
  const { t } = useTranslation('extensions');
  const { key, mode, bought, used, abilities } = extension;
  const name = t(`extension.${key}`);
  const verb = t(abilities.activate ? 'licences.activate' : 'licences.see');
  return (
    <Section
      title={name}
      action={
        <AppLinkButton to={`/subscription/${key}`} label={`${verb}: ${name}`}>
          {verb}
        </AppLinkButton>
      }
    >
      <Text style={{ color: tokens.colorNeutralForeground2 }}>{t(`licences.works.${mode}`)}</Text>
      <LicencesBar label={t('licences.of', { extension: name })} licences={extension} />
      {used > bought && <Notice intent="warning">{t('licences.over', { count: used - bought })}</Notice>}
    </Section>
  );
}
