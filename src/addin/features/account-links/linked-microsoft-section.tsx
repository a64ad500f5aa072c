import { Button, Text } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useSession, useSessionControls } from '../../session/session-context.ts';
import { KnownLoginId, PasswordField } from '../passwords/password-field.tsx';

/** INV-7: the Microsoft account that was linked, and the way to undo it; nothing where none was. */
export function LinkedMicrosoftSection() {
  const { t } = useTranslation('account-links');
  const { date } = useFormat();
  const { data: link } = useQuery({
    queryKey: ['/account/link'],
    queryFn: ({ signal }) => api('GET /account/link', { signal }),
  });
  if (!link?.linkedAt) return null;
  return (
    <Section title={t('unlink.title')}>
      <Text>{t('unlink.since', { date: date(link.linkedAt) })}</Text>
      <UnlinkForm />
    </Section>
  );
}

function UnlinkForm() {
  const { t } = useTranslation(['account-links', 'passwords']);
  const { account } = useSession();
  const { enter } = useSessionControls();
  const notify = useNotify();
  const [password, setPassword] = useState('');
  const unlink = useMutation({
    mutationFn: () => api('POST /account/unlink', { body: { password } }),
    onSuccess: (session) => {
      enter(session);
      notify.done(t('unlink.done'));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    unlink.mutate();
  };
  return (
    <Form onSubmit={submit}>
      <KnownLoginId loginId={account.loginId} />
      <PasswordField
        label={t('passwords:password.label')}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        hint={t('unlink.consequence')}
      />
      <ProblemMessage error={unlink.error} />
      <Actions>
        <Button type="submit" disabled={!password} disabledFocusable={unlink.isPending}>
          {t('unlink.submit')}
        </Button>
      </Actions>
    </Form>
  );
}
