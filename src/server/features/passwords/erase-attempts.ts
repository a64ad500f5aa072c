import * as accounts from '../../core/accounts/service.ts';
import { attemptsModel } from '../../core/passwords/model.ts';
import { accountCounter, answerCounter, deviceCounter, ownCounter } from '../../core/passwords/slow-down.ts';
import * as sessions from '../../core/sessions/service.ts';
import type { Tx } from '../../platform/services.ts';

/** Deletes the counts of wrong attempts on these accounts. Counts of an address belong to no account and stay. */
export async function eraseAttempts(tx: Tx, accountIds: readonly string[]): Promise<void> {
  const known = await accounts.findMany(tx, accountIds);
  const devices = await sessions.devicesOf(tx, accountIds);
  const counters = [
    ...[...known.values()].map(({ loginId }) => accountCounter(loginId)),
    ...accountIds.flatMap((id) => [ownCounter(id), answerCounter(id)]),
    ...devices.map(({ accountId, deviceHash }) => deviceCounter(deviceHash, accountId)),
  ];
  const keys = counters.map(({ key }) => key);
  await attemptsModel(tx.db).deleteMany({ key: { $in: keys } }, { session: tx.transaction });
}
