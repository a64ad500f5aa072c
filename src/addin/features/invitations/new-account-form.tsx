import { Button, Field, Input } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../server/core/sessions/schemas.ts';
import type { AcceptWithPassword, InvitationLink } from '../../../server/features/invitations/schemas.ts';
import { api, isProblem } from '../../api.ts';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { MicrosoftButton } from '../../session/microsoft-button.tsx';
import { fieldFailure, NewPasswordField } from '../passwords/password-field.tsx';
import { AcceptTerms } from './accept-terms.tsx';

interface NewAccountFormProps {
  link: InvitationLink;
  token: string;
  onJoined: (session: Session) => Promise<void>;
  /** The terms, the invitation or what there is of an account have changed since they were shown. */
  onOutdated: () => Promise<unknown>;
}

/** INV-2, INV-6: creates an account with a name and a password, and accepts the invitation with it. */
export default function NewAccountForm({ link, token, onJoined, onOutdated }: NewAccountFormProps) {
  const { t } = useTranslation('invitations');
  const { organizationName, termsVersion } = link;
  const [fullName, setFullName] = useState(link.fullName);
  const [password, setPassword] = useState('');
  const [isAccepted, setAccepted] = useState(false);
  const join = useMutation({
    mutationFn: (wanted: AcceptWithPassword) =>
      api('POST /invitations/link/{token}/password', { params: { token }, body: wanted }),
    onSuccess: onJoined,
    onError: async (error) => {
      if (isProblem(error, 'terms_outdated')) setAccepted(false);
      if (isProblem(error) && !isProblem(error, 'weak_password', 'validation_failed')) await onOutdated();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate({ fullName: fullName.trim(), password, termsVersion });
  };
  const nameFailure = fieldFailure(join.error, 'fullName');
  const isAtField = nameFailure ?? fieldFailure(join.error, 'password');
  return (
    <Form onSubmit={submit}>
      <Field label={t('person.yourName')} required {...(nameFailure && { validationMessage: nameFailure })}>
        <Input
          value={fullName}
          maxLength={200}
          autoComplete="name"
          onChange={(_event, { value }) => setFullName(value)}
        />
      </Field>
      <NewPasswordField value={password} onChange={setPassword} error={join.error} field="password" />
      <AcceptTerms version={termsVersion} isAccepted={isAccepted} onChange={setAccepted} />
      {!isAtField && <ProblemMessage error={join.error} />}
      <Actions>
        <Button
          type="submit"
          appearance="primary"
          disabled={!fullName.trim() || !password || !isAccepted}
          disabledFocusable={join.isPending}
        >
          {t('join.submit', { name: organizationName })}
        </Button>
        <MicrosoftButton />
      </Actions>
    </Form>
  );
}
