import { seatsExhaustedEmail } from './core/seats/emails.tsx';
import { newDeviceEmail } from './core/sessions/emails.tsx';
import type { EmailTemplate } from './emails/define-email.ts';
import { accountLinkedEmail, loginIdFreedEmail } from './features/account-links/emails.tsx';
import { accountClosedEmail } from './features/closing/emails.tsx';
import { invitationEmail } from './features/invitations/emails.tsx';
import { approvedEmail, declinedEmail, joinRequestEmail, reminderEmail } from './features/join-requests/emails.tsx';
import { backupFinishedEmail } from './features/mail-backups/emails.tsx';
import { deactivatedEmail, reactivatedEmail } from './features/members/emails.tsx';
import { passwordResetEmail } from './features/password-resets/emails.tsx';
import { passwordChangedEmail } from './features/passwords/emails.tsx';
import { signUpEmail } from './features/sign-ups/emails.tsx';

/** Every mail that Foyer sends, by the kind under which it waits in the outbox. */
const templates: readonly { kind: string }[] = [
  invitationEmail,
  joinRequestEmail,
  reminderEmail,
  approvedEmail,
  declinedEmail,
  deactivatedEmail,
  reactivatedEmail,
  passwordChangedEmail,
  passwordResetEmail,
  newDeviceEmail,
  signUpEmail,
  seatsExhaustedEmail,
  backupFinishedEmail,
  accountLinkedEmail,
  loginIdFreedEmail,
  accountClosedEmail,
];

const byKind = new Map(templates.map((template) => [template.kind, template]));

export const kinds: readonly string[] = [...byKind.keys()];

/** @throws TypeError for a kind that no feature has declared. */
export function templateOf(kind: string): EmailTemplate<unknown> {
  const template = byKind.get(kind);
  if (!template) throw new TypeError(`There is no mail of the kind ${kind}.`);
  // What the outbox kept as data of this kind was typed by the same template when it was queued.
  return template as EmailTemplate<unknown>;
}
