import { Switch, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { OwnAccount } from '../../../server/features/accounts/schemas.ts';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useUpdatePreferences } from './use-account.ts';

/** ACC-5: sessions over HTTPS only, bound to the device that opened them. */
export function SecureConnectionSection({ account }: { account: OwnAccount }) {
  const { t } = useTranslation('accounts');
  const { secureConnection } = account.preferences;
  const update = useUpdatePreferences(account);
  const mayTurnOn = account.isConnectionSecure || secureConnection;
  return (
    <Section title={t('account.secureConnection')}>
      <Text>{t('account.secureConnectionText')}</Text>
      <Switch
        label={t('account.secureConnectionSwitch')}
        checked={update.isPending ? update.variables.secureConnection === true : secureConnection}
        disabled={!mayTurnOn}
        onChange={(_event, { checked }) => update.mutate({ secureConnection: checked })}
      />
      {!mayTurnOn && <Text>{t('account.connectionInsecure')}</Text>}
      <ProblemMessage error={update.error} />
    </Section>
  );
}
