import { mailKey } from '../../core/invitations/mail-link.ts';
import type { InvitationRow } from '../../core/invitations/model.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Tx } from '../../platform/services.ts';
import { invitationEmail } from './emails.tsx';

/** INV-1, INV-2, INV-8: writes to each invited person. The link is made when the mail goes out. */
export async function mailInvitations(tx: Tx, rows: readonly InvitationRow[]): Promise<void> {
  await outbox.enqueueAll(
    tx,
    rows.map(({ _id, organizationId, sending, mailTo, fullName, language }) => {
      const data = { invitationId: _id, sending };
      return {
        email: invitationEmail,
        data,
        to: { address: mailTo, name: fullName },
        language,
        dedupeKey: mailKey(data),
        organizationId,
      };
    }),
  );
}
