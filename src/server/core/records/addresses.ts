import type { Services } from '../../platform/services.ts';
import { recordModel } from './model.ts';

/** The records that have one of these normalized addresses, by address: one query however many there are. */
export async function recordsOfAddresses(
  services: Services,
  organizationId: string | string,
  addresses: readonly string[],
): Promise<Map<string, string[]>> {
  const byAddress = new Map<string, string[]>();
  if (addresses.length === 0) return byAddress;
  const rows = await recordModel(services.db)
    .find({ organizationId, emails: { $in: addresses } })
    .select('emails')
    .session(services.transaction)
    .lean();
  for (const { _id, emails } of rows) {
    for (const email of emails) byAddress.set(email, [...(byAddress.get(email) ?? []), _id]);
  }
  return byAddress;
}
