import { Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { Frame } from './components/frame/frame.tsx';
import { PagePlaceholder } from './components/placeholder.tsx';
import { AccountPage } from './features/accounts/account-area.tsx';
import HomePage from './features/home/home-page.tsx';
import { MODULES } from './features/records/module-names.ts';
import { useHost } from './host/use-host.ts';
import { lazyWithTexts } from './i18n/texts.ts';
import { useAbilities } from './session/session-context.ts';

const UsersPage = lazyWithTexts(
  () => import('./features/members/users-page.tsx'),
  'account-links',
  'directory',
  'invitations',
  'join-requests',
  'members',
  'problems',
  'record-transfers',
);
const MemberPage = lazyWithTexts(
  () => import('./features/members/member-page.tsx'),
  'members',
  'problems',
  'record-transfers',
);
const AddUserPanel = lazyWithTexts(
  () => import('./features/directory/add-user-panel.tsx'),
  'directory',
  'invitations',
  'subscription',
);
const FreeLoginIdPanel = lazyWithTexts(
  () => import('./features/account-links/free-login-id-panel.tsx'),
  'account-links',
  'passwords',
);
const NewUserPanel = lazyWithTexts(
  () => import('./features/invitations/new-user-panel.tsx'),
  'invitations',
  'subscription',
);
const JoinRequestPanel = lazyWithTexts(
  () => import('./features/join-requests/join-request-panel.tsx'),
  'join-requests',
  'subscription',
);
const NotApproverPage = lazyWithTexts(() => import('./features/join-requests/not-approver-page.tsx'), 'join-requests');
const OrganizationPage = lazyWithTexts(
  () => import('./features/organizations/organization-page.tsx'),
  'closing',
  'exports',
  'organizations',
  'roles',
);
const SitesPage = lazyWithTexts(() => import('./features/authorized-sites/sites-page.tsx'), 'authorized-sites');
const RegisterSitePanel = lazyWithTexts(
  () => import('./features/authorized-sites/register-site-panel.tsx'),
  'authorized-sites',
);
const SubscriptionPage = lazyWithTexts(
  () => import('./features/subscription/subscription-page.tsx'),
  'extensions',
  'subscription',
);
const MailUsersPage = lazyWithTexts(
  () => import('./features/mail-backups/mail-users-page.tsx'),
  'mail-backups',
  'mailboxes',
  'problems',
);
const OpenMessagePage = lazyWithTexts(
  () => import('./features/open-message/open-message-page.tsx'),
  'extensions',
  'messages',
  'open-message',
  'records',
);
const ActivateUsersPage = lazyWithTexts(() => import('./features/extensions/activate-users-page.tsx'), 'extensions');
const ProfilesPage = lazyWithTexts(() => import('./features/profiles/profiles-page.tsx'), 'profiles');
const RolesPage = lazyWithTexts(() => import('./features/roles/roles-page.tsx'), 'roles');
const ReportsPage = lazyWithTexts(() => import('./features/reports/reports-page.tsx'), 'reports');
const AuditPage = lazyWithTexts(() => import('./features/audit/audit-page.tsx'), 'audit', 'problems');
const AuditEntryPanel = lazyWithTexts(() => import('./features/audit/audit-entry-panel.tsx'), 'audit', 'problems');
const RecordsPage = lazyWithTexts(() => import('./features/records/records-page.tsx'), 'records');
const RecordPage = lazyWithTexts(() => import('./features/records/record-page.tsx'), 'messages', 'records');
const ImportPanel = lazyWithTexts(() => import('./features/record-files/import-panel.tsx'), 'record-files', 'records');
const NewRecordPanel = lazyWithTexts(() => import('./features/records/new-record-panel.tsx'), 'records');

/** The pages of an active member. Those that need a permission are not there without it. */
export default function MemberArea() {
  const { manageUsers, manageProfiles, manageSubscription, manageMail, manageOrganization, viewAudit } = useAbilities();
  const { openItem } = useHost();
  return (
    <Frame>
      <Suspense fallback={<PagePlaceholder />}>
        <Routes>
          <Route index element={<HomePage />} />
          {manageUsers && (
            <Route element={<UsersPage />}>
              <Route path="users" element={null} />
              <Route path="users/add" element={<AddUserPanel />} />
              <Route path="users/new" element={<NewUserPanel />} />
              <Route path="users/free-login-id" element={<FreeLoginIdPanel />} />
              <Route path="join-requests/:id" element={<JoinRequestPanel />} />
            </Route>
          )}
          {!manageUsers && <Route path="join-requests/:id" element={<NotApproverPage />} />}
          {MODULES.map((module) => (
            <Route key={module} path={module}>
              <Route element={<RecordsPage key={module} module={module} />}>
                <Route index element={null} />
                <Route path="new" element={<NewRecordPanel module={module} />} />
                <Route path="import" element={<ImportPanel module={module} />} />
              </Route>
              <Route path=":id" element={<RecordPage module={module} />} />
            </Route>
          ))}
          {manageMail && <Route path="setup/mail-users" element={<MailUsersPage />} />}
          {openItem && <Route path="mail/message" element={<OpenMessagePage item={openItem} />} />}
          <Route path="account/*" element={<AccountPage />} />
          <Route path="members/:id" element={<MemberPage />} />
          {manageProfiles && <Route path="profiles" element={<ProfilesPage />} />}
          {manageProfiles && <Route path="roles" element={<RolesPage />} />}
          {(manageUsers || manageSubscription) && (
            <Route path="subscription">
              <Route index element={<SubscriptionPage />} />
              <Route path=":key" element={<ActivateUsersPage />} />
            </Route>
          )}
          {manageOrganization && <Route path="setup/organization" element={<OrganizationPage />} />}
          {manageOrganization && (
            <Route path="setup/sites" element={<SitesPage />}>
              <Route index element={null} />
              <Route path="new" element={<RegisterSitePanel />} />
            </Route>
          )}
          {(manageUsers || viewAudit) && <Route path="reports" element={<ReportsPage />} />}
          {viewAudit && (
            <Route path="audit" element={<AuditPage />}>
              <Route path=":id" element={<AuditEntryPanel />} />
            </Route>
          )}
          <Route path="*" element={<Navigate to="/" replace />} />
        </Routes>
      </Suspense>
    </Frame>
  );
}
