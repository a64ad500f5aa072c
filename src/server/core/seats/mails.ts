import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as members from '../members/service.ts';
import * as organizations from '../organizations/service.ts';
import * as outbox from '../outbox/service.ts';
import { seatsExhaustedEmail } from './emails.tsx';
import * as subscription from './service.ts';

/** INV-10: to the approvers, at most once a day: somebody could not accept an invitation because no seat was free. */
export async function mailSeatsExhausted(
  services: Services,
  organizationId: string,
  { fullName, loginId }: { fullName: string; loginId: string },
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const claimedAt = await subscription.claimExhaustedNotice(tx, organizationId);
    const organization = claimedAt && (await organizations.find(tx, organizationId));
    if (!organization) return;
    const data = { organization: organization.name, fullName, loginId };
    const approvers = await members.approvers(tx, organizationId);
    await outbox.enqueueAll(
      tx,
      approvers.map((approver) => ({
        email: seatsExhaustedEmail,
        data,
        to: { address: approver.mailTo, name: approver.fullName },
        language: approver.language,
        dedupeKey: `seats-exhausted:${organizationId}:${approver.id}:${claimedAt.toISOString()}`,
        organizationId,
      })),
    );
  });
}
