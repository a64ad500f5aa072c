import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Actions } from '../../components/actions.tsx';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { Managers } from '../../components/managers.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Quote } from '../../components/quote.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useSession, useSessionControls } from '../../session/session-context.ts';

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
