import { Button, Field, Textarea } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Actions } from '../../components/actions.tsx';
import { CardPage } from '../../components/card-page.tsx';
import { Form } from '../../components/form.tsx';
import { Managers } from '../../components/managers.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useSession, useSessionControls } from '../../session/session-context.ts';
import { LinkAccountHint } from '../account-links/link-account-hint.tsx';

/** JOIN-1: the organization has an account already, and one can ask to be let in. */
export function AskToJoinCard() {
  const { t } = useTranslation('join-requests');
  const { organization } = useSession();
  const name = organization?.name ?? '';
  return (
    <CardPage
      title={t('standing.outsider.title', { name })}
      lead={t('standing.outsider.lead', { name })}
      foot={<SignedInAs />}
    >
      <AskToJoinForm />
      <LinkAccountHint />
      <Managers title={t('standing.managers')} />
    </CardPage>
  );
}

const MESSAGE_LENGTH = 500;

/** The message and the button, for a first request and for one after a refusal. */
export function AskToJoinForm() {
  const { t } = useTranslation('join-requests');
  const { refresh } = useSessionControls();
  const [message, setMessage] = useState('');
  const ask = useMutation({
    mutationFn: () => api('POST /join-requests', { body: { message: message.trim() } }),
    onSettled: () => refresh(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <Form onSubmit={submit}>
      <Field
        label={t('standing.outsider.message')}
        hint={t('standing.outsider.counter', { used: message.length, most: MESSAGE_LENGTH })}
      >
        <Textarea
          value={message}
          maxLength={MESSAGE_LENGTH}
          rows={3}
          placeholder={t('standing.outsider.messageExample')}
          onChange={(_event, { value }) => setMessage(value)}
        />
      </Field>
      <ProblemMessage error={ask.error} />
      <Actions>
        <Button type="submit" appearance="primary" disabledFocusable={ask.isPending}>
          {t('standing.outsider.ask')}
        </Button>
      </Actions>
    </Form>
  );
}
