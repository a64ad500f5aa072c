import { accountLinkRoutes } from './features/account-links/routes.ts';
import { accountRoutes } from './features/accounts/routes.ts';
import { apiTokenRoutes } from './features/api-tokens/routes.ts';
import { auditRoutes } from './features/audit/routes.ts';
import { authorizedSiteRoutes } from './features/authorized-sites/routes.ts';
import { captchaRoutes } from './features/captcha/routes.ts';
import { closingRoutes } from './features/closing/routes.ts';
import { directoryRoutes } from './features/directory/routes.ts';
import { exportRoutes } from './features/exports/routes.ts';
import { extensionRoutes } from './features/extensions/routes.ts';
import { invitationRoutes } from './features/invitations/routes.ts';
import { joinRequestRoutes } from './features/join-requests/routes.ts';
import { mailBackupRoutes } from './features/mail-backups/routes.ts';
import { mailboxRoutes } from './features/mailboxes/routes.ts';
import { memberRoutes } from './features/members/routes.ts';
import { messageRoutes } from './features/messages/routes.ts';
import { organizationRoutes } from './features/organizations/routes.ts';
import { passwordResetRoutes } from './features/password-resets/routes.ts';
import { passwordRoutes } from './features/passwords/routes.ts';
import { profileRoutes } from './features/profiles/routes.ts';
import { recordFileRoutes } from './features/record-files/routes.ts';
import { recordTransferRoutes } from './features/record-transfers/routes.ts';
import { recordRoutes } from './features/records/routes.ts';
import { reportRoutes } from './features/reports/routes.ts';
import { roleRoutes } from './features/roles/routes.ts';
import { securityQuestionRoutes } from './features/security-questions/routes.ts';
import { sessionRoutes } from './features/sessions/routes.ts';
import { signUpRoutes } from './features/sign-ups/routes.ts';
import { subscriptionRoutes } from './features/subscription/routes.ts';
import type { Route } from './http/route.ts';

/** Every call of the API, below `/api/v1`. */
export const routes: readonly Route[] = [
  ...sessionRoutes,
  ...accountRoutes,
  ...apiTokenRoutes,
  ...organizationRoutes,
  ...exportRoutes,
  ...closingRoutes,
  ...profileRoutes,
  ...roleRoutes,
  ...directoryRoutes,
  ...invitationRoutes,
  ...joinRequestRoutes,
  ...memberRoutes,
  ...accountLinkRoutes,
  ...captchaRoutes,
  ...passwordRoutes,
  ...passwordResetRoutes,
  ...securityQuestionRoutes,
  ...recordRoutes,
  ...recordTransferRoutes,
  ...recordFileRoutes,
  ...mailboxRoutes,
  ...mailBackupRoutes,
  ...messageRoutes,
  ...subscriptionRoutes,
  ...extensionRoutes,
  ...reportRoutes,
  ...auditRoutes,
  ...authorizedSiteRoutes,
  ...signUpRoutes,
];
