import { Badge, Button, Text } from '@fluentui/react-components';
import { KeyRegular } from '@fluentui/react-icons/svg/key';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreatedToken, OwnToken } from '../../../server/features/api-tokens/schemas.ts';
import { api } from '../../api.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ItemRow, ItemRows } from '../../components/list/item-rows.tsx';
import { ListBody, MoreButton } from '../../components/list/list-body.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { CreateTokenDialog } from './create-token-dialog.tsx';
import { CreatedTokenDialog } from './created-token-dialog.tsx';

/** ACC-9: the person's API tokens. */
export function ApiTokensSection() {
  const { t } = useTranslation('api-tokens');
  const list = usePaged('GET /account/tokens', {});
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedToken | null>(null);
  const show = (token: CreatedToken) => {
    setCreating(false);
    setCreated(token);
  };
  return (
    <Section
      title={t('tokens.title')}
      action={
        <Button appearance="primary" onClick={() => setCreating(true)}>
          {t('tokens.new')}
        </Button>
      }
    >
      <Text>{t('tokens.lead')}</Text>
      <ListBody
        list={list}
        empty={<EmptyState icon={<KeyRegular />} title={t('tokens.none')} text={t('tokens.noneHint')} />}
      >
        <ItemRows label={t('tokens.title')}>
          {list.rows.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ItemRows>
        <MoreButton list={list} />
      </ListBody>
      {isCreating && <CreateTokenDialog onClose={() => setCreating(false)} onCreated={show} />}
      {created && <CreatedTokenDialog created={created} onClose={() => setCreated(null)} />}
    </Section>
  );
}

function TokenRow({ token }: { token: OwnToken }) {
  const { t } = useTranslation('api-tokens');
  const { date, moment } = useFormat();
  const [isRevoking, setRevoking] = useState(false);
  const { name, hint, isActive, endReason, createdAt, endsAt, lastUsedAt, lastUsedFrom } = token;
  const end = endReason
    ? t(`tokens.reason.${endReason}`, { date: date(endsAt) })
    : t('tokens.expired', { date: date(endsAt) });
  const used = lastUsedAt
    ? t('tokens.lastUsed', { moment: moment(lastUsedAt), address: lastUsedFrom ?? '' })
    : t('tokens.neverUsed');
  return (
    <ItemRow
      icon={<KeyRegular />}
      title={name}
      badge={
        !isActive && (
          <Badge appearance="tint" color="informative">
            {t('tokens.over')}
          </Badge>
        )
      }
      lines={[
        `foyer_pat_…${hint}`,
        `${t('tokens.created', { date: date(createdAt) })} · ${isActive ? t('tokens.expires', { date: date(endsAt) }) : end}`,
        used,
      ]}
      action={
        isActive && (
          <>
            <Button aria-label={t('tokens.revokeOf', { name })} onClick={() => setRevoking(true)}>
              {t('tokens.revoke')}
            </Button>
            {isRevoking && <RevokeDialog token={token} onClose={() => setRevoking(false)} />}
          </>
        )
      }
    />
  );
}

function RevokeDialog({ token: { id, name }, onClose }: { token: OwnToken; onClose: () => void }) {
  const { t } = useTranslation('api-tokens');
  const notify = useNotify();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api('DELETE /account/tokens/{id}', { params: { id } }),
    onSuccess: () => {
      notify.done(t('tokens.revoked', { name }));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/account/tokens'] }),
  });
  return (
    <ConfirmDialog
      title={t('tokens.revokeTitle', { name })}
      text={t('tokens.revokeText')}
      confirm={t('tokens.revoke')}
      mutation={{ ...revoke, mutate: () => revoke.mutate() }}
      onClose={onClose}
    />
  );
}
