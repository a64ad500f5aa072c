import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { Frame } from './components/frame/frame.tsx';
import { PagePlaceholder } from './components/placeholder.tsx';
import HomePage from './features/home/home-page.tsx';
import { MODULES } from './features/records/module-names.ts';
import { useHost } from './host/use-host.ts';
import { useAbilities } from './session/use-abilities.ts';

const AccountPage = lazy(() => import('./features/accounts/account-page.tsx'));
const UsersPage = lazy(() => import('./features/members/users-page.tsx'));
const MemberPage = lazy(() => import('./features/members/member-page.tsx'));
const AddUserPanel = lazy(() => import('./features/directory/add-user-panel.tsx'));
const FreeLoginIdPanel = lazy(() => import('./features/account-links/free-login-id-panel.tsx'));
const NewUserPanel = lazy(() => import('./features/invitations/new-user-panel.tsx'));
const JoinRequestPanel = lazy(() => import('./features/join-requests/join-request-panel.tsx'));
const NotApproverPage = lazy(() => import('./features/join-requests/not-approver-page.tsx'));
const OrganizationPage = lazy(() => import('./features/organizations/organization-page.tsx'));
const SitesPage = lazy(() => import('./features/authorized-sites/sites-page.tsx'));
const RegisterSitePanel = lazy(() => import('./features/authorized-sites/register-site-panel.tsx'));
const SubscriptionPage = lazy(() => import('./features/subscription/subscription-page.tsx'));
const MailUsersPage = lazy(() => import('./features/mail-accounts/mail-users-page.tsx'));
const OpenMessagePage = lazy(() => import('./features/mail-accounts/open-message-page.tsx'));
const ActivateUsersPage = lazy(() => import('./features/extensions/activate-users-page.tsx'));
const ProfilesPage = lazy(() => import('./features/profiles/profiles-page.tsx'));
const RolesPage = lazy(() => import('./features/roles/roles-page.tsx'));
const ReportsPage = lazy(() => import('./features/reports/reports-page.tsx'));
const AuditPage = lazy(() => import('./features/audit/audit-page.tsx'));
const AuditEntryPanel = lazy(() => import('./features/audit/audit-entry-panel.tsx'));
const RecordsPage = lazy(() => import('./features/records/records-page.tsx'));
const RecordPage = lazy(() => import('./features/records/record-page.tsx'));
const ImportPanel = lazy(() => import('./features/records/import-panel.tsx'));
const NewRecordPanel = lazy(() => import('./features/records/new-record-panel.tsx'));

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
