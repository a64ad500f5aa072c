import { Button, Field, Textarea } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { Actions, Form } from '../../components/form.tsx';
import { Managers } from '../../components/managers.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Quote } from '../../components/quote.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useFormat } from '../../i18n/use-format.ts';
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
function AskToJoinForm() {
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

/** JOIN-7: the request that waits: since when, who can answer it, and the way to take it back. */
export function RequestedCard() {
  const { t } = useTranslation('join-requests');
  const { moment, relative } = useFormat();
  const { organization, joinRequest } = useSession();
  const { refresh } = useSessionControls();
  const withdraw = useMutation({
    mutationFn: (id: string) => api('POST /join-requests/{id}/withdraw', { params: { id } }),
    onSettled: () => refresh(),
  });
  const name = organization?.name ?? '';
  if (!joinRequest) return null;
  const { id, createdAt, remindedAt, message } = joinRequest;
  return (
    <CardPage title={t('standing.requested.title')} lead={t('standing.requested.lead', { name })} foot={<SignedInAs />}>
      <Facts
        rows={[
          [t('standing.requested.since'), `${moment(createdAt)} (${relative(createdAt)})`],
          ...(remindedAt ? [[t('standing.requested.reminded'), moment(remindedAt)] as const] : []),
        ]}
      />
      {message && <Quote label={t('standing.requested.message')}>{message}</Quote>}
      <Managers title={t('standing.requested.deciders')} />
      <ProblemMessage error={withdraw.error} />
      <Actions>
        <Button disabledFocusable={withdraw.isPending} onClick={() => withdraw.mutate(id)}>
          {t('standing.requested.withdraw')}
        </Button>
      </Actions>
    </CardPage>
  );
}

/** JOIN-8: the request was declined: why, and when one may ask again. */
export function DeclinedCard() {
  const { t } = useTranslation('join-requests');
  const { moment } = useFormat();
  const { organization, joinRequest } = useSession();
  const name = organization?.name ?? '';
  const again = joinRequest?.mayAskAgainAt ?? null;
  const mayAsk = again === null || Date.parse(again) <= Date.now();
  return (
    <CardPage title={t('standing.declined.title')} lead={t('standing.declined.lead', { name })} foot={<SignedInAs />}>
      {joinRequest?.reason && <Quote label={t('standing.declined.reason')}>{joinRequest.reason}</Quote>}
      {mayAsk ? <AskToJoinForm /> : <Facts rows={[[t('standing.declined.again'), moment(again)]]} />}
      <Managers title={t('standing.managers')} />
    </CardPage>
  );
}
