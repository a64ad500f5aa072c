import { Button, Text } from '@fluentui/react-components';
import { GlobeRegular } from '@fluentui/react-icons/svg/globe';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Grant } from '../../../server/features/authorized-sites/schemas.ts';
import { api } from '../../api.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ItemRow, ItemRows } from '../../components/list/item-rows.tsx';
import { ListBody, MoreButton } from '../../components/list/list-body.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { rightKey } from './rights-list.tsx';

/** ACC-6: the sites that the person has let in. */
export function OwnSitesSection() {
  const { t } = useTranslation('authorized-sites');
  const list = usePaged('GET /account/authorized-sites', {});
  return (
    <Section title={t('ownSites.title')}>
      <Text>{t('ownSites.lead')}</Text>
      <ListBody
        list={list}
        empty={<EmptyState icon={<GlobeRegular />} title={t('ownSites.none')} text={t('ownSites.noneHint')} />}
      >
        <ItemRows label={t('ownSites.title')}>
          {list.rows.map((grant) => (
            <GrantRow key={grant.id} grant={grant} />
          ))}
        </ItemRows>
        <MoreButton list={list} />
      </ListBody>
    </Section>
  );
}

function GrantRow({ grant: { id, site, scopes, grantedAt, lastUsedAt } }: { grant: Grant }) {
  const { t } = useTranslation('authorized-sites');
  const { date, moment } = useFormat();
  const notify = useNotify();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api('DELETE /account/authorized-sites/{id}', { params: { id } }),
    onSuccess: () => notify.done(t('ownSites.removed', { site: site.name })),
    onError: notify.failed,
    onSettled: () => queries.invalidateQueries({ queryKey: ['/account/authorized-sites'] }),
  });
  const used = lastUsedAt ? t('ownSites.lastUsed', { moment: moment(lastUsedAt) }) : t('ownSites.neverUsed');
  return (
    <ItemRow
      icon={<GlobeRegular />}
      title={site.name}
      lines={[
        site.host,
        t('ownSites.rights', {
          rights: (['openid', ...scopes] as const).map((scope) => t(rightKey(scope))).join(' · '),
        }),
        `${t('ownSites.since', { date: date(grantedAt) })} · ${used}`,
      ]}
      action={
        <Button
          aria-label={t('ownSites.removeOf', { site: site.name })}
          disabledFocusable={remove.isPending}
          onClick={() => remove.mutate()}
        >
          {t('ownSites.remove')}
        </Button>
      }
    />
  );
}
