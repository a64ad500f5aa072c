import { Button } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { PasswordReset } from '../../../server/features/password-resets/schemas.ts';
import { api } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Starting } from '../../components/starting.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useSessionControls } from '../../session/session-context.ts';
import { AnswerField } from '../passwords/answer-field.tsx';
import { fieldFailure, KnownLoginId, NewPasswordField } from '../passwords/password-field.tsx';
import { DeadResetCard, isDead } from './dead-reset-card.tsx';

/** ACC-3: the page behind the link of a reset's e-mail. Opening it changes nothing. */
export default function ResetPasswordPage() {
  const { token = '' } = useParams();
  const reset = useQuery({
    queryKey: ['/password-resets', token],
    queryFn: ({ signal }) => api('GET /password-resets/{token}', { params: { token }, signal }),
    // Refetching on focus would clear what was typed.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (reset.error) return <DeadResetCard error={reset.error} onRetry={() => void reset.refetch()} />;
  if (!reset.data) return <Starting />;
  return <ResetCard reset={reset.data} token={token} />;
}

function ResetCard({ reset: { loginId, question, expiresAt }, token }: { reset: PasswordReset; token: string }) {
  const { t } = useTranslation(['password-resets', 'passwords']);
  const { moment } = useFormat();
  const { enter } = useSessionControls();
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const [answer, setAnswer] = useState('');
  const set = useMutation({
    mutationFn: () =>
      api('POST /password-resets/{token}', {
        params: { token },
        body: { password, ...(question !== null && { answer }) },
      }),
    onSuccess: async (session) => {
      enter(session);
      await navigate('/', { replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  if (isDead(set.error)) return <DeadResetCard error={set.error} onRetry={set.reset} />;
  const isAtField = fieldFailure(set.error, 'password') ?? fieldFailure(set.error, 'answer');
  return (
    <CardPage title={t('reset.title')} lead={t('reset.lead')}>
      <Facts
        rows={[
          [t('passwords:password.loginId'), loginId],
          [t('reset.validUntil'), moment(expiresAt)],
        ]}
      />
      <Form onSubmit={submit}>
        <KnownLoginId loginId={loginId} />
        <NewPasswordField value={password} onChange={setPassword} error={set.error} field="password" />
        {question !== null && <AnswerField question={question} value={answer} onChange={setAnswer} />}
        {!isAtField && <ProblemMessage error={set.error} />}
        <Actions>
          <Button
            type="submit"
            appearance="primary"
            disabled={!password || (question !== null && !answer)}
            disabledFocusable={set.isPending}
          >
            {t('reset.submit')}
          </Button>
        </Actions>
      </Form>
    </CardPage>
  );
}
