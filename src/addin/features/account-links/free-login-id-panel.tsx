import { Button, Text } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { api } from '../../api.ts';
import { Actions, Form } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { LoginIdField } from '../passwords/login-id-field.tsx';

const FORM = 'free-login-id';

/** INV-6: an administrator frees the login ID of a colleague whom an account with a password keeps from signing in. */
export default function FreeLoginIdPanel() {
  const { t } = useTranslation('account-links');
  const navigate = useNavigate();
  const { search } = useLocation();
  const notify = useNotify();
  const [loginId, setLoginId] = useState('');
  const close = () => void navigate(`/users${search}`);
  const free = useMutation({
    mutationFn: () => api('POST /login-ids/free', { body: { loginId: loginId.trim() } }),
    onSuccess: () => {
      notify.done(t('freeLoginId.done'));
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    free.mutate();
  };
  return (
    <Panel
      title={t('freeLoginId.title')}
      onClose={close}
      footer={
        <>
          <ProblemMessage error={free.error} />
          <Actions>
            <Button
              type="submit"
              form={FORM}
              appearance="primary"
              disabled={!loginId.trim()}
              disabledFocusable={free.isPending}
            >
              {t('freeLoginId.submit')}
            </Button>
            <Button onClick={close}>{t('common.cancel')}</Button>
          </Actions>
        </>
      }
    >
      <Form id={FORM} onSubmit={submit}>
        <Text>{t('freeLoginId.lead')}</Text>
        <LoginIdField value={loginId} onChange={setLoginId} hint={t('freeLoginId.loginIdHint')} autoComplete="off" />
        <Text>{t('freeLoginId.consequence')}</Text>
      </Form>
    </Panel>
  );
}
