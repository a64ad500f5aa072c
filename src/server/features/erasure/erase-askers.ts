import { joinRequestModel } from '../../core/join-requests/model.ts';
import type { Erasure } from '../../core/members/departed.ts';
import type { Tx } from '../../platform/services.ts';

/**
 * Takes these people's names and words from the requests that they made and from those that they decided. That a
 * request was made and when it was answered stays: reports count it. One that still waits is withdrawn.
 * @returns the ids of their requests, by member id.
 */
export async function eraseAskers(
  tx: Tx,
  { organizationId, people, deletedName }: Erasure,
): Promise<ReadonlyMap<string, string[]>> {
  const accountIds = people.map(({ accountId }) => accountId);
  const requests = joinRequestModel(tx.db);
  const asked = { organizationId, accountId: { $in: accountIds } };
  await requests.updateMany(
    { ...asked, status: 'pending' },
    { $set: { status: 'withdrawn', decidedAt: tx.clock.now() } },
    { session: tx.session },
  );
  const rows = await requests.find(asked).select('accountId').session(tx.session).lean();
  await requests.updateMany(
    asked,
    {
      $set: {
        objectId: '',
        loginId: '',
        fullName: deletedName,
        words: [],
        jobTitle: null,
        department: null,
        mailTo: '',
        message: '',
        reason: null,
      },
    },
    { session: tx.session },
  );
  await requests.updateMany(
    { organizationId, 'decidedBy.accountId': { $in: accountIds } },
    { $set: { 'decidedBy.fullName': deletedName, 'decidedBy.loginId': '' } },
    { session: tx.session },
  );
  return new Map(
    people.map(({ memberId, accountId }) => [
      memberId,
      rows.filter((row) => row.accountId === accountId).map(({ _id }) => _id),
    ]),
  );
}
