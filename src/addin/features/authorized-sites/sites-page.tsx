import { Text } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { GlobeRegular } from '@fluentui/react-icons/svg/globe';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { AppLinkButton } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListBody, MoreButton } from '../../components/list/list-body.tsx';
import { Page } from '../../components/page.tsx';
import { SiteSection } from './site-section.tsx';
import { useSites } from './use-sites.ts';

/** The partners' sites that people may sign in at with Foyer (ACC-6). */
export default function SitesPage() {
  const { t } = useTranslation('authorized-sites');
  const list = useSites();
  return (
    <Page
      title={t('page.sites')}
      lead={t('sites.lead')}
      actions={
        <AppLinkButton to="/setup/sites/new" appearance="primary" icon={<AddRegular />}>
          {t('sites.register')}
        </AppLinkButton>
      }
    >
      <ListBody
        list={list}
        empty={<EmptyState icon={<GlobeRegular />} title={t('sites.empty')} text={t('sites.emptyHint')} />}
      >
        <Text>{t('sites.count', { count: list.total })}</Text>
        {list.rows.map((site) => (
          <SiteSection key={site.id} site={site} />
        ))}
        <MoreButton list={list} />
      </ListBody>
      <Suspense>
        <Outlet />
      </Suspense>
    </Page>
  );
}
