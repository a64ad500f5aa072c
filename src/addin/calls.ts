import type { accountLinksCalls } from '../server/features/account-links/schemas.ts';
import type { accountsCalls } from '../server/features/accounts/schemas.ts';
import type { apiTokensCalls } from '../server/features/api-tokens/schemas.ts';
import type { auditCalls } from '../server/features/audit/schemas.ts';
import type { authorizedSitesCalls } from '../server/features/authorized-sites/schemas.ts';
import type { captchaCalls } from '../server/features/captcha/schemas.ts';
import type { closingCalls } from '../server/features/closing/schemas.ts';
import type { directoryCalls } from '../server/features/directory/schemas.ts';
import type { exportsCalls } from '../server/features/exports/schemas.ts';
import type { extensionsCalls } from '../server/features/extensions/schemas.ts';
import type { invitationsCalls } from '../server/features/invitations/schemas.ts';
import type { joinRequestsCalls } from '../server/features/join-requests/schemas.ts';
import type { mailBackupsCalls } from '../server/features/mail-backups/schemas.ts';
import type { mailboxesCalls } from '../server/features/mailboxes/schemas.ts';
import type { membersCalls } from '../server/features/members/schemas.ts';
import type { messagesCalls } from '../server/features/messages/schemas.ts';
import type { organizationsCalls } from '../server/features/organizations/schemas.ts';
import type { passwordResetsCalls } from '../server/features/password-resets/schemas.ts';
import type { passwordsCalls } from '../server/features/passwords/schemas.ts';
import type { profilesCalls } from '../server/features/profiles/schemas.ts';
import type { recordFilesCalls } from '../server/features/record-files/schemas.ts';
import type { recordTransfersCalls } from '../server/features/record-transfers/schemas.ts';
import type { recordsCalls } from '../server/features/records/schemas.ts';
import type { reportsCalls } from '../server/features/reports/schemas.ts';
import type { rolesCalls } from '../server/features/roles/schemas.ts';
import type { securityQuestionsCalls } from '../server/features/security-questions/schemas.ts';
import type { sessionsCalls } from '../server/features/sessions/schemas.ts';
import type { signUpsCalls } from '../server/features/sign-ups/schemas.ts';
import type { subscriptionCalls } from '../server/features/subscription/schemas.ts';

/** Every call of the API, as the features declare them; types only, nothing of it is loaded. */
export type AllCalls = typeof accountLinksCalls &
  typeof accountsCalls &
  typeof apiTokensCalls &
  typeof auditCalls &
  typeof authorizedSitesCalls &
  typeof captchaCalls &
  typeof closingCalls &
  typeof directoryCalls &
  typeof exportsCalls &
  typeof extensionsCalls &
  typeof invitationsCalls &
  typeof joinRequestsCalls &
  typeof mailBackupsCalls &
  typeof mailboxesCalls &
  typeof membersCalls &
  typeof messagesCalls &
  typeof organizationsCalls &
  typeof passwordResetsCalls &
  typeof passwordsCalls &
  typeof profilesCalls &
  typeof recordFilesCalls &
  typeof recordTransfersCalls &
  typeof recordsCalls &
  typeof reportsCalls &
  typeof rolesCalls &
  typeof securityQuestionsCalls &
  typeof sessionsCalls &
  typeof signUpsCalls &
  typeof subscriptionCalls;

/** A call by method and path: `'GET /members/{id}'`. */
export type Call = keyof AllCalls;

/** A path with its parameters filled in, and what it begins with: `/members/{id}` is `/members` and `/members/…`. */
type Filled<Path extends string> = Path extends `${infer Start}/{${string}}${infer Rest}`
  ? Start | `${Start}/${string}${Filled<Rest>}`
  : Path;

/** An address below `/api/v1`. */
export type ApiPath = { [C in Call]: C extends `${string} ${infer Path}` ? Filled<Path> : never }[Call];

declare module '@tanstack/react-query' {
  interface Register {
    /** What is read is kept under its path, so that a path that has changed is noticed wherever it is read again. */
    queryKey: readonly [path: ApiPath, ...what: unknown[]];
  }
}
