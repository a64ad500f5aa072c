import { Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../components/notice.tsx';
import { seatsAfter, useSubscription } from './use-subscription.ts';

/** INV-10: the seats there would be if everybody invited joined; a warning when there are too few. */
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
