import { Button, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTypedName } from '../../../server/core/accounts/names.ts';
import { api } from '../../api.ts';
import { Actions } from '../../components/form.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { CloseDialog } from './close-dialog.tsx';

const LOST = ['members', 'records', 'invitations', 'joinRequests', 'auditEntries'] as const;

/** ORG-3: closing the organization, with what is lost. */
export function CloseOrganizationSection() {
  const { t } = useTranslation('closing');
  const [isOpen, setOpen] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['/organization/closing'],
    queryFn: ({ signal }) => api('GET /organization/closing', { signal }),
    enabled: isOpen,
    gcTime: 0,
  });
  return (
    <Section title={t('closing.organization.title')}>
      <Text>{t('closing.organization.lead')}</Text>
      <ProblemMessage error={error} onRetry={() => void refetch()} />
      <Actions>
        <Button disabledFocusable={isFetching} onClick={() => setOpen(true)}>
          {t('closing.organization.open')}
        </Button>
      </Actions>
      {isOpen && data && (
        <CloseDialog
          title={t('closing.organization.question', { name: data.name })}
          label={t('closing.organization.type', { name: data.name })}
          isTyped={(text) => isTypedName(text, data.name)}
          confirm={t('closing.organization.confirm')}
          close={(name) => api('POST /organization/close', { body: { name } })}
          mustSignInAgain={data.mustSignInAgain}
          signedInWith={data.signedInWith}
          closed="organization_closed"
          onSignedIn={() => {
            setOpen(false);
            void refetch();
          }}
          onClose={() => setOpen(false)}
        >
          <Notice intent="warning">{t('closing.organization.warning')}</Notice>
          <div>
            <Text>{t('closing.organization.lost')}</Text>
            <ul style={{ margin: 0 }}>
              {LOST.filter((what) => data[what] > 0).map((what) => (
                <li key={what}>{t(`closing.organization.${what}`, { count: data[what] })}</li>
              ))}
            </ul>
          </div>
        </CloseDialog>
      )}
    </Section>
  );
}
