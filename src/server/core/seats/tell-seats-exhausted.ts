import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as members from '../members/service.ts';
import * as organizations from '../organizations/service.ts';
import * as outbox from '../outbox/service.ts';
import { seatsExhaustedEmail } from './emails.tsx';
import * as subscription from './service.ts';

/** INV-10: tells approvers, once a day at most, that somebody could not accept an invitation for want of a seat. */
export async function tellSeatsExhausted(
  services: Services,
  organizationId: string,
  { fullName, loginId }: { fullName: string; loginId: string },
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const toldAt = await subscription.claimExhaustedNotice(tx, organizationId);
    const organization = toldAt && (await organizations.find(tx, organizationId));
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
        dedupeKey: `seats-exhausted:${organizationId}:${approver.id}:${toldAt.toISOString()}`,
        organizationId,
      })),
    );
  });
}
