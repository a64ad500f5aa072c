import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as audit from '../audit/service.ts';
import * as organizations from '../organizations/service.ts';
import { reminderEmail } from './emails.tsx';
import { mailApprovers } from './mails.ts';
import { joinRequestModel } from './model.ts';
import { targetOf } from './present.ts';
import { reminderDueBefore } from './rules.ts';

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
    const organizationId = row.organizationId.toHexString();
    const organization = await organizations.find(tx, organizationId);
    if (organization) await mailApprovers(tx, organization, row, reminderEmail);
    await audit.record(tx, { actor: null, organizationId, action: 'join-request.remind', target: targetOf(row) });
    return true;
  });
}
