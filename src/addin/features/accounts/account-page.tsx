import { makeStyles, Skeleton, SkeletonItem } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes } from 'react-router';
import type { OwnAccount } from '../../../server/features/accounts/schemas.ts';
import { Page } from '../../components/page.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useSession } from '../../session/session-context.ts';
import { LinkedMicrosoftSection } from '../account-links/linked-microsoft-section.tsx';
import { ApiTokensSection } from '../api-tokens/api-tokens-section.tsx';
import { OwnSitesSection } from '../authorized-sites/own-sites-section.tsx';
import { CloseAccountSection } from '../closing/close-account-section.tsx';
import { ExportSection } from '../exports/export-section.tsx';
import { MailboxSection } from '../mailboxes/mailbox-section.tsx';
import { PasswordSection } from '../passwords/password-section.tsx';
import { SecurityQuestionSection } from '../security-questions/security-question-section.tsx';
import { OwnSessionsSection } from '../sessions/own-sessions-section.tsx';
import { AccountNavigation } from './account-navigation.tsx';
import { DateFormatSection } from './date-format-section.tsx';
import { NewslettersSection } from './newsletters-section.tsx';
import { PersonalInformationSection } from './personal-information-section.tsx';
import { SecureConnectionSection } from './secure-connection-section.tsx';
import { useAccount } from './use-account.ts';

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: '248px minmax(0, 720px)',
    gap: '24px',
    alignItems: 'start',
    '@media (max-width: 1000px)': { gridTemplateColumns: 'minmax(0, 1fr)', gap: '16px' },
  },
  sections: { display: 'flex', flexDirection: 'column', gap: '16px', minWidth: 0 },
});

/** A person's own account, in parts. A feature that has something of the person adds a section of its own. */
export default function AccountPage({ above }: { above?: ReactNode }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const isMember = useSession().member !== null;
  return (
    <Page title={t('page.account')} above={above}>
      <div className={styles.columns}>
        <AccountNavigation />
        <div className={styles.sections}>
          <Routes>
            <Route
              index
              element={<OfAccount>{(account) => <PersonalInformationSection account={account} />}</OfAccount>}
            />
            <Route
              path="security"
              element={
                <>
                  <PasswordSection />
                  <SecurityQuestionSection />
                  <LinkedMicrosoftSection />
                  <OfAccount>{(account) => <SecureConnectionSection account={account} />}</OfAccount>
                </>
              }
            />
            <Route
              path="preferences"
              element={
                <OfAccount>
                  {(account) => (
                    <>
                      <DateFormatSection account={account} />
                      <NewslettersSection account={account} />
                    </>
                  )}
                </OfAccount>
              }
            />
            <Route path="sessions" element={<OwnSessionsSection />} />
            <Route path="sites" element={<OwnSitesSection />} />
            {isMember && <Route path="mailbox" element={<MailboxSection />} />}
            {isMember && <Route path="tokens" element={<ApiTokensSection />} />}
            <Route
              path="data"
              element={
                <>
                  <ExportSection of="account" />
                  <CloseAccountSection />
                </>
              }
            />
            <Route path="*" element={<Navigate to="/account" replace />} />
          </Routes>
        </div>
      </div>
    </Page>
  );
}

/** What needs the account, once it is there. */
function OfAccount({ children }: { children: (account: OwnAccount) => ReactNode }) {
  const { t } = useTranslation();
  const { data: account, error, refetch } = useAccount();
  if (account) return children(account);
  if (error) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  return (
    <Section title={t('common.loading')}>
      <Skeleton aria-hidden style={{ display: 'flex', flexDirection: 'column', gap: 16 }}>
        <SkeletonItem size={32} />
        <SkeletonItem size={32} />
        <SkeletonItem size={32} />
      </Skeleton>
    </Section>
  );
}
