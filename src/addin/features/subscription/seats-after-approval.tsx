import { Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/app-link.tsx';
import { Notice } from '../../components/notice.tsx';
import { useAbilities } from '../../session/use-abilities.ts';
import { useSubscription } from './use-subscription.ts';

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
