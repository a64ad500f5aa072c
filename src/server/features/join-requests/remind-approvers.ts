import * as audit from '../../core/audit/service.ts';
import { joinRequestModel } from '../../core/join-requests/model.ts';
import { reminderDueBefore } from '../../core/join-requests/rules.ts';
import { targetOf } from '../../core/join-requests/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { reminderEmail } from './emails.tsx';
import { mailApprovers } from './mails.ts';

/** JOIN-7: reminds approvers, once, of each request that has waited for three days. */
export async function remindApprovers(services: Services): Promise<void> {
  while (await remindOfOne(services));
}

/** @returns false when no reminder is due. */
async function remindOfOne(services: Services): Promise<boolean> {
  return await withTransaction(services, async (tx) => {
    const now = tx.clock.now();
    const row = await joinRequestModel(tx.db)
      .findOneAndUpdate(
        { status: 'pending', remindedAt: null, createdAt: { $lte: reminderDueBefore(now) } },
        { $set: { remindedAt: now } },
        { session: tx.session, sort: { createdAt: 1 }, returnDocument: 'after' },
      )
      .lean();
    if (!row) return false;
    const organizationId = row.organizationId;
    const organization = await organizations.find(tx, organizationId);
    if (organization) await mailApprovers(tx, organization, row, reminderEmail);
    await audit.record(tx, { actor: null, organizationId, action: 'join-request.remind', target: targetOf(row) });
    return true;
  });
}
