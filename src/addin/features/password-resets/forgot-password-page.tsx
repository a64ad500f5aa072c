import { Button, Spinner, Text } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { api } from '../../api.ts';
import { AppLinkButton } from '../../components/app-link.tsx';
import { CardPage } from '../../components/card-page.tsx';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { solveCaptcha } from '../captcha/solve-captcha.ts';
import { LoginIdField } from '../passwords/login-id-field.tsx';

/** ACC-3: asks for a link to set a new password. The answer is the same whether or not the account exists. */
export default function ForgotPasswordPage() {
  const said = useLocation().state as { loginId?: string } | null;
  const [loginId, setLoginId] = useState(said?.loginId ?? '');
  const ask = useMutation({
    mutationFn: async () =>
      await api('POST /password-resets', { body: { loginId: loginId.trim(), captcha: await solveCaptcha() } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return ask.isSuccess ? (
    <AskedCard loginId={loginId.trim()} onAgain={ask.reset} />
  ) : (
    <AskCard loginId={loginId} onChange={setLoginId} onSubmit={submit} isAsking={ask.isPending} error={ask.error} />
  );
}

interface AskCardProps {
  loginId: string;
  onChange: (loginId: string) => void;
  onSubmit: (event: FormEvent) => void;
  isAsking: boolean;
  error: unknown;
}

function AskCard({ loginId, onChange, onSubmit, isAsking, error }: AskCardProps) {
  const { t } = useTranslation('password-resets');
  return (
    <CardPage title={t('forgot.title')} lead={t('forgot.lead')}>
      <Form onSubmit={onSubmit}>
        <LoginIdField value={loginId} onChange={onChange} />
        <div role="status">
          {isAsking ? (
            <Spinner
              size="tiny"
              labelPosition="after"
              label={t('forgot.working')}
              style={{ justifyContent: 'start' }}
            />
          ) : (
            <Text size={200}>{t('forgot.captcha')}</Text>
          )}
        </div>
        <ProblemMessage error={error} />
        <Actions>
          <Button type="submit" appearance="primary" disabled={!loginId.trim()} disabledFocusable={isAsking}>
            {t('forgot.submit')}
          </Button>
          <AppLinkButton to="/">{t('forgot.back')}</AppLinkButton>
        </Actions>
      </Form>
    </CardPage>
  );
}

function AskedCard({ loginId, onAgain }: { loginId: string; onAgain: () => void }) {
  const { t } = useTranslation('password-resets');
  return (
    <CardPage title={t('forgot.askedTitle')} lead={t('forgot.asked', { loginId })}>
      <Text>{t('forgot.nothing')}</Text>
      <Actions>
        <AppLinkButton to="/" appearance="primary">
          {t('forgot.back')}
        </AppLinkButton>
        <Button onClick={onAgain}>{t('forgot.again')}</Button>
      </Actions>
    </CardPage>
  );
}
