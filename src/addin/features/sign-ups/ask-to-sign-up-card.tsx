import { Button, Field, Input, Text } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { solveCaptcha } from '../captcha/solve-captcha.ts';
import { LoginIdField } from '../passwords/login-id-field.tsx';
import { fieldFailure } from '../passwords/password-field.tsx';

interface AskToSignUpCardProps {
  uid: string;
  siteName: string;
  /** Goes back to the site without an account. */
  cancel: { mutate: () => void; isPending: boolean; error: unknown };
  onHasAccount: () => void;
}

/** Sign-up on the way to a partner site: name and address first; the password after the e-mail is confirmed. */
export default function AskToSignUpCard({ uid, siteName: site, cancel, onHasAccount }: AskToSignUpCardProps) {
  const { t } = useTranslation('sign-ups');
  const [fullName, setFullName] = useState('');
  const [loginId, setLoginId] = useState('');
  const ask = useMutation({
    mutationFn: async () => {
      const captcha = await solveCaptcha();
      await api('POST /site-requests/{uid}/sign-up', {
        params: { uid },
        body: { fullName: fullName.trim(), loginId: loginId.trim(), captcha },
      });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  if (ask.isSuccess) {
    return (
      <CardPage title={t('signUp.askedTitle')} lead={t('signUp.asked', { loginId: loginId.trim() })}>
        <Text>{t('signUp.askedHint', { site })}</Text>
        <Actions>
          <Button onClick={ask.reset}>{t('signUp.again')}</Button>
        </Actions>
      </CardPage>
    );
  }
  const nameFailure = fieldFailure(ask.error, 'fullName');
  const addressFailure = fieldFailure(ask.error, 'loginId');
  return (
    <CardPage title={t('signUp.title')} lead={t('signUp.lead', { site })}>
      <Form onSubmit={submit}>
        <Field label={t('person.yourName')} required {...(nameFailure && { validationMessage: nameFailure })}>
          <Input
            value={fullName}
            maxLength={200}
            autoComplete="name"
            onChange={(_event, { value }) => setFullName(value)}
          />
        </Field>
        <LoginIdField value={loginId} onChange={setLoginId} />
        <Text size={200}>{t('signUp.hint')}</Text>
        {addressFailure ? (
          <Text role="alert">{t('signUp.noAddress')}</Text>
        ) : (
          !nameFailure && <ProblemMessage error={ask.error ?? cancel.error} />
        )}
        <Actions>
          <Button
            type="submit"
            appearance="primary"
            disabled={!fullName.trim() || !loginId.trim()}
            disabledFocusable={ask.isPending}
          >
            {t('signUp.goOn')}
          </Button>
          <Button onClick={onHasAccount}>{t('signUp.hasAccount')}</Button>
          <Button appearance="subtle" disabledFocusable={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('common.cancel')}
          </Button>
        </Actions>
      </Form>
    </CardPage>
  );
}
