import { makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useMatch } from 'react-router';
import { AppLinkButton } from '../../components/app-link.tsx';
import { SEARCH, useListState } from '../../components/list/use-list-state.ts';
import { Page } from '../../components/page.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { LeaversNotice } from '../directory/leavers-notice.tsx';
import { InvitationsTable } from '../invitations/invitations-table.tsx';
import { JoinRequestsTable } from '../join-requests/join-requests-table.tsx';
import { MembersTable } from './members-table.tsx';
import { VIEWS, type View } from './use-members.ts';
import { ViewTabs } from './view-tabs.tsx';

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: '12px' },
  search: { width: '100%', maxWidth: '320px', '@media (max-width: 640px)': { maxWidth: 'none' } },
  list: {
    minHeight: '320px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow4,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
  },
});

/** Behind a request stand the others that wait. */
const REQUESTS_FIRST = ['requests', ...VIEWS] as const;

/** MEM-9: active and inactive members, invitations, and requests to join. */
export default function UsersPage() {
  const styles = useStyles();
  const { t } = useTranslation(['members', 'account-links']);
  const isRequest = useMatch('/join-requests/:id') !== null;
  const { search: address } = useLocation();
  const [{ view, search }, set] = useListState({ view: isRequest ? REQUESTS_FIRST : VIEWS, search: SEARCH });
  return (
    <Page
      title={t('page.users')}
      actions={
        <>
          <AppLinkButton to={`/users/add${address}`} appearance="primary" icon={<AddRegular />}>
            {t('users.addMicrosoft')}
          </AppLinkButton>
          <AppLinkButton to={`/users/new${address}`} icon={<MailRegular />}>
            {t('users.addNew')}
          </AppLinkButton>
          <AppLinkButton to={`/users/free-login-id${address}`} appearance="subtle">
            {t('account-links:freeLoginId.title')}
          </AppLinkButton>
        </>
      }
    >
      <LeaversNotice />
      <div className={styles.tools}>
        <ViewTabs view={view} onSelect={(next) => set({ view: next }, 'push')} />
        <SearchField
          className={styles.search}
          label={t('users.search')}
          value={search}
          onChange={(text) => set({ search: text })}
        />
      </div>
      <ViewTable view={view} search={search} className={styles.list} />
      <Suspense>
        <Outlet />
      </Suspense>
    </Page>
  );
}

function ViewTable({ view, search, className }: { view: View; search: string; className: string }) {
  const { t } = useTranslation('members');
  if (view !== 'invited' && view !== 'requests') {
    return <MembersTable key={view} view={view} search={search} className={className} />;
  }
  return (
    <section className={className} aria-label={t(`users.view.${view}`)}>
      {view === 'invited' ? <InvitationsTable search={search} /> : <JoinRequestsTable search={search} />}
    </section>
  );
}
