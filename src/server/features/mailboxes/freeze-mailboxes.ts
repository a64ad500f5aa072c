import type { Tx } from '../../platform/services.ts';
import { mailboxModel } from './model.ts';

/** MAIL-8: the mailboxes of members who leave stand still. Each comes back when its member saves it again. */
export async function freezeMailboxes(tx: Tx, organizationId: string, memberIds: readonly string[]): Promise<void> {
  await mailboxModel(tx.db).updateMany(
    { organizationId, memberId: { $in: memberIds }, frozenAt: null },
    { $set: { frozenAt: tx.clock.now() } },
    { session: tx.transaction },
  );
}
