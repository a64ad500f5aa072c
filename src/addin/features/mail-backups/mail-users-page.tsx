import { makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { MailInboxRegular } from '@fluentui/react-icons/svg/mail-inbox';
import { useTranslation } from 'react-i18next';
import type { MailUser } from '../../../server/features/mail-backups/schemas.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { SEARCH, useListState } from '../../components/list/use-list-state.ts';
import { Page } from '../../components/page.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { MailUserList } from './mail-user-list.tsx';
import { useMailUsers } from './use-mail-users.ts';

type Status = MailUser['status'];

const STATUSES = ['active', 'inactive'] as const satisfies readonly Status[];

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: '12px' },
  tabs: { marginInlineStart: '-10px' },
  search: { width: '100%', maxWidth: '320px', '@media (max-width: 640px)': { maxWidth: 'none' } },
  list: {
    padding: '4px 20px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow4,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
    '@media (max-width: 640px)': { padding: '4px 12px' },
  },
});

/** MAIL-2: who uses the Mail extension, and the mail of those who have left. */
export default function MailUsersPage() {
  const styles = useStyles();
  const { t } = useTranslation('mail-backups');
  const [{ status, search }, set] = useListState({ status: STATUSES, search: SEARCH });
  return (
    <Page title={t('page.mailUsers')} lead={t(`mailUsers.lead.${status}`)}>
      <div className={styles.tools}>
        <TabList
          className={styles.tabs}
          selectedValue={status}
          aria-label={t('mailUsers.views')}
          onTabSelect={(_event, { value }) => set({ status: value as Status }, 'push')}
        >
          {STATUSES.map((each) => (
            <Tab key={each} value={each}>
              {t(`mailUsers.view.${each}`)}
            </Tab>
          ))}
        </TabList>
        <SearchField
          className={styles.search}
          label={t('mailUsers.search')}
          value={search}
          onChange={(text) => set({ search: text })}
        />
      </div>
      <section className={styles.list} aria-label={t(`mailUsers.view.${status}`)}>
        <FoundUsers key={status} status={status} search={search} />
      </section>
    </Page>
  );
}

function FoundUsers({ status, search }: { status: Status; search: string }) {
  const { t } = useTranslation('mail-backups');
  const list = useMailUsers(status, search);
  if (list.error) return <ProblemMessage error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <RowsPlaceholder />;
  if (list.total > 0) return <MailUserList list={list} />;
  if (search) {
    return (
      <EmptyState icon={<MailInboxRegular />} title={t('people.nothingFound')} text={t('people.nothingFoundHint')} />
    );
  }
  return (
    <EmptyState
      icon={<MailInboxRegular />}
      title={t(`mailUsers.empty.${status}`)}
      text={t(`mailUsers.emptyHint.${status}`)}
    />
  );
}
