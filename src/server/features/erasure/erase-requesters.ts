import type { Erasure } from '../../core/members/departed.ts';
import type { Tx } from '../../platform/services.ts';
import { importModel } from '../record-files/model.ts';
import { transferModel } from '../record-transfers/model.ts';

/** Takes these people's names and addresses from the transfers and imports that they asked for. */
export async function eraseRequesters(
  tx: Tx,
  { organizationId, people }: Erasure,
): Promise<ReadonlyMap<string, string[]>> {
  const accountIds = people.map(({ accountId }) => accountId);
  const requested = { organizationId, 'requestedBy.accountId': { $in: accountIds } };
  const nobody = { $set: { 'requestedBy.loginId': '', 'requestedBy.address': null } };
  await transferModel(tx.db).updateMany(requested, nobody, { session: tx.session });
  await importModel(tx.db).updateMany(requested, nobody, { session: tx.session });
  await transferModel(tx.db).updateMany(
    { organizationId, 'undoneBy.accountId': { $in: accountIds } },
    { $set: { 'undoneBy.loginId': '', 'undoneBy.address': null } },
    { session: tx.session },
  );
  return new Map();
}
