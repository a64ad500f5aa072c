import { Button, Field, Input } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { SignUp, SignUpBody } from '../../../server/features/sign-ups/schemas.ts';
import { api, isProblem } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Starting } from '../../components/starting.tsx';
import { useSessionControls } from '../../session/session-context.ts';
import { AcceptTerms } from '../invitations/accept-terms.tsx';
import { fieldFailure, NewPasswordField } from '../passwords/password-field.tsx';

/** The page behind the link of a sign-up's e-mail: who opens it has proved their address, and makes the account. */
export default function SignUpPage() {
  const { t } = useTranslation(['sign-ups', 'invitations']);
  const { token = '' } = useParams();
  const link = useQuery({
    queryKey: ['/sign-ups', token],
    queryFn: ({ signal }) => api('GET /sign-ups/{token}', { params: { token }, signal }),
  });
  if (link.error) {
    const isIncomplete = isProblem(link.error, 'not_found', 'validation_failed');
    return (
      <CardPage title={t('signUp.deadTitle')} lead={isIncomplete && t('invitations:deadLink.unknown.lead')}>
        {!isIncomplete && <ProblemMessage error={link.error} />}
      </CardPage>
    );
  }
  return link.data ? <SignUpCard token={token} link={link.data} onOutdated={link.refetch} /> : <Starting />;
}

interface SignUpCardProps {
  token: string;
  link: SignUp;
  /** The terms have changed since they were shown. */
  onOutdated: () => Promise<unknown>;
}

function SignUpCard({ token, link, onOutdated }: SignUpCardProps) {
  const { t } = useTranslation(['sign-ups', 'passwords']);
  const navigate = useNavigate();
  const { enter } = useSessionControls();
  const [fullName, setFullName] = useState(link.fullName);
  const [password, setPassword] = useState('');
  const [isAccepted, setAccepted] = useState(false);
  const create = useMutation({
    mutationFn: (wanted: SignUpBody) => api('POST /sign-ups/{token}', { params: { token }, body: wanted }),
    onSuccess: async (session) => {
      enter(session);
      await navigate(`/authorize/${link.requestUid}`, { replace: true });
    },
    onError: async (error) => {
      if (!isProblem(error, 'terms_outdated')) return;
      setAccepted(false);
      await onOutdated();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ fullName: fullName.trim(), password, termsVersion: link.termsVersion });
  };
  const nameFailure = fieldFailure(create.error, 'fullName');
  const isAtField = nameFailure ?? fieldFailure(create.error, 'password');
  return (
    <CardPage title={t('signUp.finishTitle')} lead={t('signUp.finish', { site: link.siteName })}>
      <Facts rows={[[t('passwords:password.loginId'), link.loginId]]} />
      <Form onSubmit={submit}>
        <input type="text" autoComplete="username" value={link.loginId} readOnly hidden />
        <Field label={t('person.yourName')} required {...(nameFailure && { validationMessage: nameFailure })}>
          <Input
            value={fullName}
            maxLength={200}
            autoComplete="name"
            onChange={(_event, { value }) => setFullName(value)}
          />
        </Field>
        <NewPasswordField value={password} onChange={setPassword} error={create.error} field="password" />
        <AcceptTerms version={link.termsVersion} isAccepted={isAccepted} onChange={setAccepted} />
        {!isAtField && <ProblemMessage error={create.error} />}
        <Actions>
          <Button
            type="submit"
            appearance="primary"
            disabled={!fullName.trim() || !password || !isAccepted}
            disabledFocusable={create.isPending}
          >
            {t('signUp.create')}
          </Button>
        </Actions>
      </Form>
    </CardPage>
  );
}
