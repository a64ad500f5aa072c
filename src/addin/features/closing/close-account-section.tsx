import { Button, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { normalizeLoginId } from '../../../server/platform/login-id.ts';
import { api } from '../../api.ts';
import { Actions } from '../../components/form.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { CloseDialog } from './close-dialog.tsx';

/** ACC-8: closing the own account, with what happens to what it has. */
export function CloseAccountSection() {
  const { t } = useTranslation('closing');
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['/account/closing'],
    queryFn: ({ signal }) => api('GET /account/closing', { signal }),
    gcTime: 0,
  });
  const indispensable = data?.places.find(({ isOnlyAdministrator }) => isOnlyAdministrator);
  return (
    <Section title={t('closing.account.title')}>
      <Text>{t('closing.account.lead')}</Text>
      <ProblemMessage error={error} onRetry={() => void refetch()} />
      {indispensable && (
        <Notice intent="info">
          {t('closing.account.onlyAdministrator', { organization: indispensable.organization })}
        </Notice>
      )}
      <Actions>
        <Button disabledFocusable={!data || indispensable !== undefined} onClick={() => setOpen(true)}>
          {t('closing.account.open')}
        </Button>
      </Actions>
      {isOpen && data && (
        <CloseDialog
          title={t('closing.account.question')}
          label={t('closing.account.type', { loginId: data.loginId })}
          isTyped={(text) => normalizeLoginId(text) === data.loginId}
          confirm={t('closing.account.confirm')}
          close={(loginId) => api('POST /account/close', { body: { loginId } })}
          mustSignInAgain={data.mustSignInAgain}
          signedInWith={data.signedInWith}
          closed="account_closed"
          onSignedIn={() => {
            setOpen(false);
            void refetch();
          }}
          onClose={() => setOpen(false)}
        >
          <Notice intent="warning">{t('closing.account.warning')}</Notice>
          <ul style={{ margin: 0 }}>
            <li>{t('closing.account.sessions', { count: data.sessions })}</li>
            {data.places.map(({ organization, records, heir }) => (
              <li key={organization}>
                {t('closing.account.place', { organization })}{' '}
                {records > 0 && heir && t('closing.account.records', { count: records, heir })}
              </li>
            ))}
          </ul>
        </CloseDialog>
      )}
    </Section>
  );
}
