import { Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/app-link.tsx';
import { Notice } from '../../components/notice.tsx';
import { useAbilities } from '../../session/session-context.ts';
import { seatsAfter, useSubscription } from './use-subscription.ts';

/** INV-10: the seats left if everyone invited joined; a warning when there are too few. */
export function SeatsAfterSaving({ more }: { more: number }) {
  const { t } = useTranslation('subscription');
  const subscription = useSubscription().data;
  if (!subscription) return <Text style={{ color: tokens.colorNeutralForeground2 }}>{t('seats.reading')}</Text>;
  const left = seatsAfter(subscription, more);
  if (left < 0) return <Notice intent="warning">{t('seats.tooFew', { count: -left })}</Notice>;
  return (
    <Text style={{ color: tokens.colorNeutralForeground2 }} aria-live="polite">
      {t('seats.after', { count: left, free: subscription.seats.free })}
    </Text>
  );
}

/** JOIN-5, JOIN-6: what one more member does to the seats, and how to get one when none is free. */
export function SeatsAfterApproval() {
  const { t } = useTranslation('subscription');
  const { manageSubscription } = useAbilities();
  const seats = useSubscription().data?.seats;
  if (!seats) return <Text style={{ color: tokens.colorNeutralForeground2 }}>{t('seats.reading')}</Text>;
  const { free, bought } = seats;
  if (free <= 0) {
    return (
      <Notice intent="warning" title={t('seats.noneTitle')}>
        {t('seats.none')} {manageSubscription && <AppLink to="/subscription">{t('seats.toSubscription')}</AppLink>}{' '}
        <AppLink to="/users?view=active">{t('seats.toUsers')}</AppLink>
      </Notice>
    );
  }
  return (
    <Text style={{ color: tokens.colorNeutralForeground2 }} aria-live="polite">
      {t('seats.afterApproval', { count: free - 1, free, bought })}
    </Text>
  );
}
