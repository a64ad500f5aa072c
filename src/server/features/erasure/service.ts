import { type ErasedPerson, erasePeople } from '../../core/audit/erase-people.ts';
import * as audit from '../../core/audit/service.ts';
import { mailKey } from '../../core/invitations/mail-link.ts';
import { invitationModel } from '../../core/invitations/model.ts';
import { joinRequestModel } from '../../core/join-requests/model.ts';
import { type MemberRow, memberModel } from '../../core/members/model.ts';
import { recipients, toRef } from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import { translator } from '../../i18n/translate.ts';
import { accountHoldings } from '../../platform/ownership.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { endGrants } from '../authorized-sites/grants.ts';
import { eraseMailboxes } from '../mail-backups/erase-mailboxes.ts';
import { eraseAttempts } from '../passwords/erase-attempts.ts';
import { importModel } from '../record-files/model.ts';
import { transferModel } from '../record-transfers/model.ts';

/**
 * Somebody who is deleted from an organization for good (MEM-8). The audit trail finds what to erase by `ids` and
 * `texts`; erasing steps add the ids of things that its entries may be about.
 */
export interface Departed extends ErasedPerson {
  memberId: string;
  objectId: string | null;
  /** Normalized. */
  loginId: string;
  /** Where mail went. */
  addresses: readonly string[];
}

/** Who takes over what an organization keeps and what has to belong to somebody. */
export interface Successor {
  accountId: string;
  fullName: string;
  loginId: string;
}

/** Who erases people from which organization. */
interface Eraser {
  organizationId: string;
  actor: audit.AuditActor;
  successor: Successor;
}

interface Erasure {
  organizationId: string;
  people: readonly Departed[];
  successor: Successor;
  /** Replaces their names, in the organization's language. */
  deletedName: string;
}

/** Personal data of one kind that an organization keeps, beside member, account, audit trail and outbox. */
interface ErasingStep {
  /** The ids, by member id, of things that entries of the audit trail may be about. Read before `erase`. */
  auditIds?: (tx: Tx, erasure: Erasure) => Promise<ReadonlyMap<string, readonly string[]>>;
  erase: (tx: Tx, erasure: Erasure) => Promise<void>;
}

/** What is erased of deleted members (MEM-8), in this order. A feature that keeps personal data adds a step here. */
const erasingSteps: readonly ErasingStep[] = [
  { auditIds: invitationIds, erase: eraseInvitations },
  { auditIds: joinRequestIds, erase: eraseJoinRequests },
  { erase: eraseRequesters },
  { erase: eraseMailboxes },
];

/**
 * Deletes members from an organization for good, with everything that names them in it, and their accounts unless they
 * are members elsewhere. Their records must belong to somebody else by then.
 */
export async function eraseMembers(
  tx: Tx,
  { action, ...eraser }: Eraser & { action: 'member.delete' | 'account.close' },
  rows: readonly MemberRow[],
): Promise<void> {
  const { organizationId, actor } = eraser;
  const people = await toDeparted(tx, organizationId, rows);
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
    { session: tx.transaction },
  );
  const gone = await withoutMembership(tx, people);
  await erasePersonalData(tx, eraser, people);
  await outbox.eraseMails(tx, null, addressesOf(gone));
  await eraseAccounts(tx, accountsOf(gone));
}

/** Erases everything that names these people in an organization and its audit trail, members or not. */
export async function erasePersonalData(
  tx: Tx,
  { organizationId, actor, successor }: Eraser,
  people: readonly Departed[],
): Promise<void> {
  const organization = await organizations.find(tx, organizationId);
  if (!organization) throw new Problem('not_found');
  const deletedName = translator(organization.language)('deletedUser');
  const erasure = { organizationId, people, successor, deletedName };
  const ids = new Map(people.map((person) => [person.memberId, [...person.ids]]));
  for (const { auditIds, erase } of erasingSteps) {
    for (const [memberId, more] of (await auditIds?.(tx, erasure)) ?? []) ids.get(memberId)?.push(...more);
    await erase(tx, erasure);
  }
  await outbox.eraseMails(tx, organizationId, addressesOf(people));
  // The entry about an erasure does not name the actor when they erased themselves.
  const isSelf = people.some(({ accountId }) => accountId === actor.account.id);
  await erasePeople(
    tx,
    { actor: isSelf ? null : actor, organizationId },
    people.map((person) => ({ ...person, ids: ids.get(person.memberId) ?? [] })),
  );
}

function invitationsTo({ organizationId, people }: Erasure) {
  const loginIds = people.map(({ loginId }) => loginId);
  const objectIds = people.flatMap(({ objectId }) => objectId ?? []);
  return { organizationId, $or: [{ loginId: { $in: loginIds } }, { objectId: { $in: objectIds } }] };
}

async function invitationIds(tx: Tx, erasure: Erasure): Promise<ReadonlyMap<string, string[]>> {
  const rows = await invitationModel(tx.db).find(invitationsTo(erasure)).session(tx.transaction).lean();
  return new Map(
    erasure.people.map(({ memberId, loginId, objectId }) => {
      const theirs = rows.filter((row) => row.loginId === loginId || (objectId !== null && row.objectId === objectId));
      return [memberId, theirs.map(({ _id }) => _id)];
    }),
  );
}

/** Deletes their invitations, and their names from those that they sent. The successor takes over the open ones. */
async function eraseInvitations(tx: Tx, erasure: Erasure): Promise<void> {
  const { organizationId, people, successor, deletedName } = erasure;
  const invitations = invitationModel(tx.db);
  const rows = await invitations.find(invitationsTo(erasure)).session(tx.transaction).lean();
  await invitations.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { session: tx.transaction });
  await outbox.cancel(
    tx,
    rows.map(({ _id, sending }) => mailKey({ invitationId: _id, sending })),
  );
  const sent = { organizationId, 'invitedBy.accountId': { $in: accountsOf(people) } };
  await invitations.updateMany(
    { ...sent, status: 'pending' },
    { $set: { invitedBy: successor } },
    { session: tx.transaction },
  );
  await invitations.updateMany(
    sent,
    { $set: { 'invitedBy.fullName': deletedName, 'invitedBy.loginId': '' } },
    { session: tx.transaction },
  );
}

async function joinRequestIds(tx: Tx, { organizationId, people }: Erasure): Promise<ReadonlyMap<string, string[]>> {
  const rows = await joinRequestModel(tx.db)
    .find({ organizationId, accountId: { $in: accountsOf(people) } })
    .select('accountId')
    .session(tx.transaction)
    .lean();
  return new Map(
    people.map(({ memberId, accountId }) => [
      memberId,
      rows.filter((row) => row.accountId === accountId).map(({ _id }) => _id),
    ]),
  );
}

/**
 * Erases their names and words from the requests to join that they made or decided, and withdraws those still pending.
 * When a request was made and answered stays, because reports count it.
 */
async function eraseJoinRequests(tx: Tx, { organizationId, people, deletedName }: Erasure): Promise<void> {
  const accountIds = accountsOf(people);
  const requests = joinRequestModel(tx.db);
  const theirs = { organizationId, accountId: { $in: accountIds } };
  await requests.updateMany(
    { ...theirs, status: 'pending' },
    { $set: { status: 'withdrawn', decidedAt: tx.clock.now() } },
    { session: tx.transaction },
  );
  const profile = { objectId: '', loginId: '', fullName: deletedName, words: [], jobTitle: null, department: null };
  await requests.updateMany(
    theirs,
    { $set: { ...profile, mailTo: '', message: '', reason: null } },
    { session: tx.transaction },
  );
  await requests.updateMany(
    { organizationId, 'decidedBy.accountId': { $in: accountIds } },
    { $set: { 'decidedBy.fullName': deletedName, 'decidedBy.loginId': '' } },
    { session: tx.transaction },
  );
}

/** Erases their names and addresses from the transfers and imports that they started, and the transfers they undid. */
async function eraseRequesters(tx: Tx, { organizationId, people }: Erasure): Promise<void> {
  const accountIds = accountsOf(people);
  const requested = { organizationId, 'requestedBy.accountId': { $in: accountIds } };
  const nobody = { $set: { 'requestedBy.loginId': '', 'requestedBy.address': null } };
  await transferModel(tx.db).updateMany(requested, nobody, { session: tx.transaction });
  await importModel(tx.db).updateMany(requested, nobody, { session: tx.transaction });
  await transferModel(tx.db).updateMany(
    { organizationId, 'undoneBy.accountId': { $in: accountIds } },
    { $set: { 'undoneBy.loginId': '', 'undoneBy.address': null } },
    { session: tx.transaction },
  );
}

/**
 * Collections that name an account but belong to the organization: `eraseJoinRequests` erases only the words (MEM-8).
 */
const KEPT = new Set(['join-requests']);

/**
 * Deletes accounts for good, with everything that belongs to them alone: every document with an account's id, in any
 * collection (`platform/ownership.ts`), and what those documents lead to. Their login IDs are free afterwards.
 */
export async function eraseAccounts(tx: Tx, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await eraseAttempts(tx, accountIds);
  await endGrants(tx, { accountId: { $in: accountIds } });
  for (const { model, filter } of accountHoldings(tx, accountIds)) {
    if (KEPT.has(model.collection.collectionName)) continue;
    await model.deleteMany(filter, { session: tx.transaction });
  }
}

/**
 * Those of these people whose accounts are members of no organization. An account that joins one meanwhile conflicts.
 */
export async function withoutMembership<Person extends { accountId: string }>(
  tx: Tx,
  people: readonly Person[],
): Promise<Person[]> {
  const left = await memberModel(tx.db)
    .find({ accountId: { $in: accountsOf(people) } })
    .select('accountId')
    .session(tx.transaction)
    .lean();
  const members = new Set(left.map(({ accountId }) => accountId));
  return people.filter(({ accountId }) => !members.has(accountId));
}

async function toDeparted(tx: Tx, organizationId: string, rows: readonly MemberRow[]): Promise<Departed[]> {
  const reachable = await recipients(tx, organizationId, rows.map(toRef));
  const byMember = new Map(reachable.map((person) => [person.id, person]));
  return rows.map(({ _id: memberId, accountId, objectId }) => {
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

function accountsOf(people: readonly { accountId: string }[]): string[] {
  return people.map(({ accountId }) => accountId);
}

function addressesOf(people: readonly Departed[]): string[] {
  return people.flatMap(({ addresses }) => addresses);
}
