import type { Tx } from '../../platform/services.ts';
import type { Account } from '../accounts/service.ts';
import * as directory from '../directory/service.ts';
import * as organizations from '../organizations/service.ts';
import * as outbox from '../outbox/service.ts';
import { deviceOf } from './device.ts';
import { newDeviceEmail } from './emails.tsx';
import type { SessionRow } from './model.ts';

/** Tells a person that somebody signed in to their account from a device that it did not know. */
export async function tellNewDevice(tx: Tx, account: Account, session: SessionRow): Promise<void> {
  const { fullName, loginId, language } = account;
  const { _id, address, openedAt, userAgent } = session;
  await outbox.enqueue(tx, {
    email: newDeviceEmail,
    data: { fullName, loginId, address, device: deviceOf(userAgent), at: openedAt.toISOString() },
    to: { address: await mailAddressOf(tx, account), name: fullName },
    language,
    dedupeKey: `new-device:${_id}`,
    organizationId: null,
  });
}

/** A guest's login ID is no mailbox; the directory knows theirs. */
async function mailAddressOf(tx: Tx, { loginId, identities }: Account): Promise<string> {
  for (const { tenantId, objectId } of identities) {
    const organization = await organizations.findByTenant(tx, tenantId);
    const [person] = organization ? await directory.findPeople(tx, organization.id, [objectId]) : [];
    if (person) return directory.mailAddressOf(person);
  }
  return loginId;
}
