import { translator } from '../../i18n/translate.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { eraseAccounts } from '../accounts/erase-accounts.ts';
import { erasePeople } from '../audit/erase-people.ts';
import * as audit from '../audit/service.ts';
import * as organizations from '../organizations/service.ts';
import * as outbox from '../outbox/service.ts';
import * as records from '../records/service.ts';
import * as subscription from '../subscription/service.ts';
import type { Departed } from './departed.ts';
import { erasingSteps } from './erasing.ts';
import { type MemberRow, memberModel } from './model.ts';
import { deletionRefusal } from './rules.ts';
import type { MembersBody, MembersResponse } from './schemas.ts';
import { selectMembers } from './select-members.ts';
import { recipients, toRef } from './service.ts';
import { doneRows, refuseTogether, resultOf, verdictOf } from './verdicts.ts';

/**
 * MEM-8: deletes inactive members for good. What names them is erased wherever Foyer keeps it, their account goes when
 * it has no other place, and their login IDs can be invited anew.
 * @throws Problem `not_found`; with `atomic` also `member_active` and `records_owned`.
 */
export async function deleteMembers(
  services: Services,
  { actor }: Authorized<'member.delete'>,
  { atomic, ...selection }: MembersBody,
): Promise<MembersResponse> {
  const organizationId = actor.organization.id;
  return await withTransaction(services, async (tx) => {
    const rows = await selectMembers(tx, organizationId, selection);
    const owned = await records.recordCounts(
      tx,
      organizationId,
      rows.map(({ _id }) => _id.toHexString()),
    );
    const verdicts = rows.map((row) => {
      const counts = Object.values(owned.get(row._id.toHexString()) ?? {});
      return verdictOf(row, deletionRefusal({ status: row.status, ownsRecords: counts.some((count) => count > 0) }));
    });
    if (atomic) refuseTogether(verdicts);
    const gone = doneRows(verdicts);
    if (gone.length > 0) await erase(tx, actor, gone);
    return { results: verdicts.map(resultOf), seats: await subscription.seats(tx, organizationId) };
  });
}

async function erase(tx: Tx, actor: MemberActor, rows: readonly MemberRow[]): Promise<void> {
  const organizationId = actor.organization.id;
  const people = await whoTheyAre(tx, organizationId, rows);
  await audit.recordAll(
    tx,
    people.map(({ memberId, loginId }) => ({
      actor,
      organizationId,
      action: 'member.delete',
      target: { kind: 'member', id: memberId, label: loginId },
    })),
  );
  await memberModel(tx.db).deleteMany(
    { _id: { $in: rows.map(({ _id }) => _id) }, organizationId },
    { session: tx.session },
  );
  const organization = await organizations.find(tx, organizationId);
  if (!organization) throw new Problem('not_found');
  const { id: accountId, fullName, loginId } = actor.account;
  const deletedName = translator(organization.language)('deletedUser');
  const erasure = { organizationId, people, heir: { accountId, fullName, loginId }, deletedName };
  const ids = new Map(people.map((person) => [person.memberId, [...person.ids]]));
  for (const step of erasingSteps) {
    for (const [memberId, more] of await step(tx, erasure)) ids.get(memberId)?.push(...more);
  }
  const homeless = await withoutPlace(tx, people);
  await outbox.eraseMails(tx, organizationId, addressesOf(people));
  await outbox.eraseMails(tx, null, addressesOf(homeless));
  await eraseAccounts(
    tx,
    homeless.map((person) => person.accountId),
  );
  await erasePeople(
    tx,
    { actor, organizationId },
    people.map((person) => ({ ...person, ids: ids.get(person.memberId) ?? [] })),
  );
}

function addressesOf(people: readonly Departed[]): string[] {
  return people.flatMap(({ addresses }) => addresses);
}

async function whoTheyAre(tx: Tx, organizationId: string, rows: readonly MemberRow[]): Promise<Departed[]> {
  const reachable = await recipients(tx, organizationId, rows.map(toRef));
  const byMember = new Map(reachable.map((person) => [person.id, person]));
  return rows.map(({ _id, accountId, objectId }) => {
    const memberId = _id.toHexString();
    const { loginId = '', fullName = '', mailTo = '' } = byMember.get(memberId) ?? {};
    return {
      memberId,
      accountId: accountId.toHexString(),
      objectId,
      loginId,
      addresses: [...new Set([loginId, mailTo])].filter(Boolean),
      ids: objectId === null ? [memberId] : [memberId, objectId],
      texts: [...new Set([loginId, mailTo, fullName])].filter(Boolean),
    };
  });
}

/** Those of these people whose accounts have no place left; whoever gives them one meanwhile runs into it. */
async function withoutPlace(tx: Tx, people: readonly Departed[]): Promise<Departed[]> {
  const accountIds = people.map(({ accountId }) => accountId);
  const left = await memberModel(tx.db)
    .find({ accountId: { $in: accountIds } })
    .select('accountId')
    .session(tx.session)
    .lean();
  const placed = new Set(left.map(({ accountId }) => accountId.toHexString()));
  return people.filter(({ accountId }) => !placed.has(accountId));
}
