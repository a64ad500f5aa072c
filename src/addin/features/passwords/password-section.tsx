import { Button, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useSession } from '../../session/session-context.ts';
import { fieldFailure, KnownLoginId, NewPasswordField, PasswordField } from './password-field.tsx';

/** ACC-2: the password of the account, where it has one. */
export function PasswordSection() {
  const { t } = useTranslation('passwords');
  const { date } = useFormat();
  const { data: state, error, refetch } = usePasswordState();
  return (
    <Section title={t('passwordSection.title')}>
      <ProblemMessage error={error} onRetry={() => void refetch()} />
      {!state && !error && (
        <Skeleton aria-label={t('common.loading')}>
          <SkeletonItem size={32} />
        </Skeleton>
      )}
      {state && !state.changedAt && <Text>{t('passwordSection.none')}</Text>}
      {state?.changedAt && (
        <>
          <Text style={{ color: tokens.colorNeutralForeground2 }}>
            {t('passwordSection.since', { date: date(state.changedAt) })}
          </Text>
          <ChangePasswordForm />
        </>
      )}
    </Section>
  );
}

function ChangePasswordForm() {
  const { t } = useTranslation('passwords');
  const { account } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useMutation({
    mutationFn: () => api('POST /account/password', { body: { currentPassword, newPassword } }),
    onSuccess: async () => {
      setCurrent('');
      setNew('');
      notify.done(t('passwordSection.changed'));
      await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/account/') });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Form onSubmit={submit}>
      <KnownLoginId loginId={account.loginId} />
      <PasswordField
        label={t('passwordSection.current')}
        value={currentPassword}
        onChange={setCurrent}
        autoComplete="current-password"
      />
      <NewPasswordField value={newPassword} onChange={setNew} error={change.error} field="newPassword" />
      <Text size={200}>{t('passwordSection.consequence')}</Text>
      {!fieldFailure(change.error, 'newPassword') && <ProblemMessage error={change.error} />}
      <Actions>
        <Button
          type="submit"
          appearance="primary"
          disabled={!currentPassword || !newPassword}
          disabledFocusable={change.isPending}
        >
          {t('passwordSection.change')}
        </Button>
      </Actions>
    </Form>
  );
}

/** Whether the account has a password; most people of Microsoft 365 have none. */
export function usePasswordState() {
  return useQuery({
    queryKey: ['/account/password'],
    queryFn: ({ signal }) => api('GET /account/password', { signal }),
  });
}
