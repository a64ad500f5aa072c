import { outrankingAmong } from '../../core/members/outranked.ts';
import { toRef } from '../../core/members/service.ts';
import * as records from '../../core/records/service.ts';
import * as subscription from '../../core/seats/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { eraseMembers } from '../erasure/service.ts';
import { deletionRefusal } from './rules.ts';
import type { MembersBody, MembersResponse } from './schemas.ts';
import { doneRows, refuseTogether, resultOf, selectMembers, verdictOf } from './selection.ts';

/**
 * MEM-8: deletes inactive members for good. What names them is erased everywhere in Foyer, accounts without another
 * membership are deleted, and their login IDs can be invited again.
 * @throws Problem `not_found`; with `atomic` also `outranked` (MEM-13), `member_active` and `records_owned`.
 */
export async function deleteMembers(
  services: Services,
  { actor }: Authorized<'member.delete'>,
  { atomic, ...selection }: MembersBody,
): Promise<MembersResponse> {
  const organizationId = actor.organization.id;
  return await withTransaction(services, async (tx) => {
    const rows = await selectMembers(tx, organizationId, selection);
    const members = rows.map(toRef);
    const owned = await records.recordCounts(
      tx,
      organizationId,
      members.map(({ id }) => id),
    );
    const outranking = await outrankingAmong(tx, actor, members);
    const verdicts = rows.map((row) => {
      const { id, status } = toRef(row);
      const ownsRecords = Object.values(owned.get(id) ?? {}).some((count) => count > 0);
      return verdictOf(row, deletionRefusal({ status, outranks: outranking.has(id), ownsRecords }));
    });
    if (atomic) refuseTogether(verdicts);
    const gone = doneRows(verdicts);
    const { id: accountId, fullName, loginId } = actor.account;
    const successor = { accountId, fullName, loginId };
    if (gone.length > 0) await eraseMembers(tx, { organizationId, actor, successor, action: 'member.delete' }, gone);
    return { results: verdicts.map(resultOf), seats: await subscription.seats(tx, organizationId) };
  });
}
