import type { Tx } from '../../platform/services.ts';
import type { Erasure } from '../members/departed.ts';
import { importModel } from './import-model.ts';
import { transferModel } from './transfer-model.ts';

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
