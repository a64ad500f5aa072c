import { Badge, Button } from '@fluentui/react-components';
import { DesktopRegular } from '@fluentui/react-icons/svg/desktop';
import { PhoneRegular } from '@fluentui/react-icons/svg/phone';
import { TabletRegular } from '@fluentui/react-icons/svg/tablet';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnSession } from '../../../server/features/sessions/schemas.ts';
import { api } from '../../api.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ItemRow, ItemRows } from '../../components/list/item-rows.tsx';
import { ListBody, MoreButton } from '../../components/list/list-body.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useSessionWords } from './use-session-words.ts';

/** ACC-7: the sessions of the last 7 days. */
export function OwnSessionsSection() {
  const { t } = useTranslation('sessions');
  const list = usePaged('GET /account/sessions', {});
  const [isEnding, setEnding] = useState(false);
  const hasOthers = list.rows.some(({ isCurrent, endedAt }) => !isCurrent && endedAt === null);
  return (
    <Section
      title={t('sessions.title')}
      action={hasOthers && <Button onClick={() => setEnding(true)}>{t('sessions.endOthers')}</Button>}
    >
      <ListBody list={list} empty={null}>
        <ItemRows label={t('sessions.title')}>
          {list.rows.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ItemRows>
        <MoreButton list={list} />
      </ListBody>
      {isEnding && <EndOthersDialog onClose={() => setEnding(false)} />}
    </Section>
  );
}

const ICONS = { desktop: DesktopRegular, mobile: PhoneRegular, tablet: TabletRegular };

function SessionRow({ session }: { session: OwnSession }) {
  const { t } = useTranslation('sessions');
  const notify = useNotify();
  const queries = useQueryClient();
  const words = useSessionWords(session);
  const end = useMutation({
    mutationFn: () => api('DELETE /account/sessions/{id}', { params: { id: session.id } }),
    onSuccess: () => notify.done(t('sessions.ended')),
    onError: notify.failed,
    onSettled: () => queries.invalidateQueries({ queryKey: ['/account/sessions'] }),
  });
  const Icon = ICONS[session.device.kind ?? 'desktop'];
  const isOpen = session.endedAt === null;
  return (
    <ItemRow
      icon={<Icon />}
      title={words.device}
      badge={
        session.isCurrent ? (
          <Badge appearance="tint" color="success">
            {t('sessions.current')}
          </Badge>
        ) : (
          !isOpen && (
            <Badge appearance="tint" color="informative">
              {t('sessions.over')}
            </Badge>
          )
        )
      }
      lines={words.lines}
      action={
        isOpen &&
        !session.isCurrent && (
          <Button
            aria-label={t('sessions.endOf', { device: words.device })}
            disabledFocusable={end.isPending}
            onClick={() => end.mutate()}
          >
            {t('sessions.end')}
          </Button>
        )
      }
    />
  );
}

function EndOthersDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('sessions');
  const notify = useNotify();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => api('DELETE /account/sessions'),
    onSuccess: ({ ended }) => {
      notify.done(t('sessions.othersEnded', { count: ended }));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/account/sessions'] }),
  });
  return (
    <ConfirmDialog
      title={t('sessions.endOthersTitle')}
      text={t('sessions.endOthersText')}
      confirm={t('sessions.endOthers')}
      mutation={{ ...end, mutate: () => end.mutate() }}
      onClose={onClose}
    />
  );
}
