import { erasePeople } from '../../core/audit/erase-people.ts';
import * as audit from '../../core/audit/service.ts';
import type { Departed, Heir } from '../../core/members/departed.ts';
import { type MemberRow, memberModel } from '../../core/members/model.ts';
import { recipients, toRef } from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import { translator } from '../../i18n/translate.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { eraseAccounts } from './erase-accounts.ts';
import { erasingSteps } from './erasing.ts';

/** Who erases people from which organization. */
export interface Eraser {
  organizationId: string;
  actor: audit.AuditActor;
  heir: Heir;
}

/**
 * Takes members out of an organization for good, with whatever names them in it; and their accounts, where they have no
 * other place. What they own must have another owner by then.
 */
export async function eraseMembers(
  tx: Tx,
  { action, ...eraser }: Eraser & { action: 'member.delete' | 'account.close' },
  rows: readonly MemberRow[],
): Promise<void> {
  const { organizationId, actor } = eraser;
  const people = await whoTheyAre(tx, organizationId, rows);
  await audit.recordAll(
    tx,
    people.map(({ memberId, loginId }) => ({
      actor,
      organizationId,
      action,
      target: { kind: 'member', id: memberId, label: loginId },
    })),
  );
  await memberModel(tx.db).deleteMany(
    { _id: { $in: rows.map(({ _id }) => _id) }, organizationId },
    { session: tx.session },
  );
  const homeless = await withoutPlace(tx, people);
  await erasePersonalData(tx, eraser, people);
  await outbox.eraseMails(tx, null, addressesOf(homeless));
  await eraseAccounts(
    tx,
    homeless.map(({ accountId }) => accountId),
  );
}

/** Takes whatever names these people out of an organization, its trail included; whether they are members or not. */
export async function erasePersonalData(
  tx: Tx,
  { organizationId, actor, heir }: Eraser,
  people: readonly Departed[],
): Promise<void> {
  const organization = await organizations.find(tx, organizationId);
  if (!organization) throw new Problem('not_found');
  const deletedName = translator(organization.language)('deletedUser');
  const erasure = { organizationId, people, heir, deletedName };
  const ids = new Map(people.map((person) => [person.memberId, [...person.ids]]));
  for (const step of erasingSteps) {
    for (const [memberId, more] of await step(tx, erasure)) ids.get(memberId)?.push(...more);
  }
  await outbox.eraseMails(tx, organizationId, addressesOf(people));
  // Whoever erases themselves is not named by the entry that says so.
  const isSelf = people.some(({ accountId }) => accountId === actor.account.id);
  await erasePeople(
    tx,
    { actor: isSelf ? null : actor, organizationId },
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
    const memberId = _id;
    const { loginId = '', fullName = '', mailTo = '' } = byMember.get(memberId) ?? {};
    return {
      memberId,
      accountId,
      objectId,
      loginId,
      addresses: [...new Set([loginId, mailTo])].filter(Boolean),
      ids: objectId === null ? [memberId] : [memberId, objectId],
      texts: [...new Set([loginId, mailTo, fullName])].filter(Boolean),
    };
  });
}

/** Those of these people whose accounts have no place left; whoever gives them one meanwhile runs into it. */
export async function withoutPlace<Person extends { accountId: string }>(
  tx: Tx,
  people: readonly Person[],
): Promise<Person[]> {
  const accountIds = people.map(({ accountId }) => accountId);
  const left = await memberModel(tx.db)
    .find({ accountId: { $in: accountIds } })
    .select('accountId')
    .session(tx.session)
    .lean();
  const placed = new Set(left.map(({ accountId }) => accountId));
  return people.filter(({ accountId }) => !placed.has(accountId));
}
