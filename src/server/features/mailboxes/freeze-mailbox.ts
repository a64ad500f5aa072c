import type { Place } from '../../core/members/service.ts';
import type { Tx } from '../../platform/services.ts';
import { mailboxModel } from './model.ts';

/** MAIL-8: with its member the mailbox stands still; it comes back when the member saves it again, not by itself. */
export async function freezeMailbox(tx: Tx, { id, organizationId }: Place): Promise<void> {
  await mailboxModel(tx.db).updateOne(
    { organizationId, memberId: id, frozenAt: null },
    { $set: { frozenAt: tx.clock.now() } },
    { session: tx.session },
  );
}
