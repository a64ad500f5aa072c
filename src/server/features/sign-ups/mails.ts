import * as outbox from '../../core/outbox/service.ts';
import type { Language } from '../../platform/permissions.ts';
import type { Tx } from '../../platform/services.ts';
import { type SignUpMail, signUpEmail } from './emails.tsx';

/** ACC-6: writes to the address that was typed, the same way whether it has an account or not. */
export async function mailSignUp(tx: Tx, mail: SignUpMail, language: Language): Promise<void> {
  await outbox.enqueue(tx, {
    email: signUpEmail,
    data: mail,
    to: { address: mail.loginId, name: mail.fullName },
    language,
    dedupeKey: `sign-up:${mail.wish}`,
    organizationId: null,
  });
}
