import { storedId } from '../../platform/ids.ts';
import { join } from '../../platform/join.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import type { Language } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import { fold, words } from '../../platform/search-text.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { type AccountRow, accountModel } from '../accounts/model.ts';
import * as accounts from '../accounts/service.ts';
import { holdAccount } from '../accounts/service.ts';
import { type DirectoryUserRow, directoryUserModel } from '../directory/model.ts';
import * as directory from '../directory/service.ts';
import { profileModel } from '../profiles/model.ts';
import { type MemberRow, memberModel } from './model.ts';

/** A member as other features need them. */
export interface MemberRef {
  id: string;
  accountId: string;
  /** The person in the organization's tenant; null for those who have no Microsoft 365. */
  objectId: string | null;
  status: MemberRow['status'];
  profileId: string;
  roleId: string;
}

/** A member with the organization. */
export interface Place extends MemberRef {
  organizationId: string;
}

/** A member with what a table shows. */
export interface NamedMember extends MemberRef {
  fullName: string;
  loginId: string;
  /** Null while active. */
  deactivatedAt: Date | null;
}

/** A member with what a mail needs. */
export interface Recipient extends MemberRef {
  loginId: string;
  fullName: string;
  language: Language;
  /** Their mail address. */
  mailTo: string;
}

/** A member as one command reads them with what they point to. */
interface JoinedMember extends MemberRow {
  account: AccountRow[];
  person: DirectoryUserRow[];
}

type Named = Pick<accounts.Account, 'id' | 'loginId' | 'fullName'>;

export interface NewMember {
  organizationId: string;
  accountId: string;
  objectId: string | null;
  profileId: string;
  roleId: string;
}

/**
 * Makes an account an active member, or an inactive member active again. The caller must have taken the seat.
 * @returns the member's id, and the account as it is held.
 * @throws Problem `already_member`, `not_found` when the account was erased meanwhile.
 */
export async function add(tx: Tx, person: NewMember): Promise<{ memberId: string; account: accounts.Account }> {
  const { organizationId, accountId, objectId, profileId, roleId } = person;
  const account = await holdAccount(tx, accountId);
  const row = await memberModel(tx.db)
    .findOneAndUpdate(
      { organizationId, accountId, status: { $ne: 'active' } },
      {
        $set: { ...searchable(account), objectId, status: 'active', deactivatedAt: null, profileId, roleId },
        $setOnInsert: { joinedAt: tx.clock.now() },
      },
      { session: tx.transaction, upsert: true, returnDocument: 'after', lean: true },
    )
    .catch((error: unknown) => {
      // An active member is not found, and can't be there a second time.
      throw duplicateKey(error)?.includes('accountId') ? new Problem('already_member') : error;
    });
  if (!row) throw new TypeError('A member was written and did not come back.');
  return { memberId: row._id, account };
}

/** Null when the account is not a member. */
export async function find(services: Services, organizationId: string, accountId: string): Promise<MemberRef | null> {
  const [member] = await select(services, { organizationId, accountId });
  return member ?? null;
}

/** The account's memberships in all organizations, the active ones first. */
export async function placesOf(services: Services, accountId: string): Promise<Place[]> {
  const rows = await memberModel(services.db).find({ accountId }).session(services.transaction).lean();
  const places = rows.map((row) => ({ ...toRef(row), organizationId: row.organizationId }));
  return places.toSorted((a, b) => Number(b.status === 'active') - Number(a.status === 'active'));
}

/**
 * Active members whose profile lets them answer requests, by name. Never cached (JOIN-11).
 * @param limit the maximum; 0 for all.
 */
export async function approvers(services: Services, organizationId: string, limit = 0): Promise<Recipient[]> {
  const { db, transaction } = services;
  const here = { organizationId: storedId(organizationId) };
  const rows = await profileModel(db)
    .aggregate<{ members: JoinedMember[] }>([
      { $match: { organizationId, permissions: 'manageUsers' } },
      join(memberModel(db), 'members', '_id', 'profileId', [
        { $match: { ...here, status: 'active' } },
        { $sort: { nameKey: 1, _id: 1 } },
        ...(limit > 0 ? [{ $limit: limit }] : []),
        join(accountModel(db), 'account', 'accountId', '_id'),
        join(directoryUserModel(db), 'person', 'objectId', 'objectId', [{ $match: here }]),
      ]),
    ])
    .session(transaction);
  const byName = (a: JoinedMember, b: JoinedMember) =>
    a.nameKey < b.nameKey || (a.nameKey === b.nameKey && a._id < b._id) ? -1 : 1;
  const found = rows.flatMap((row) => row.members).toSorted(byName);
  return found.slice(0, limit || undefined).flatMap(({ account: [account], person: [person], ...row }) => {
    return account ? toRecipient(toRef(row), accounts.toAccount(account), person) : [];
  });
}

/** The number of active members; with `accountIds` only among these accounts. */
export async function countActive(
  { db }: Services,
  organizationId: string,
  accountIds: readonly string[] | null,
): Promise<number> {
  return await memberModel(db).countDocuments({
    organizationId,
    status: 'active',
    ...(accountIds && { accountId: { $in: accountIds } }),
  });
}

/** The number of members, active or not. */
export async function count({ db }: Services, organizationId: string): Promise<number> {
  return await memberModel(db).countDocuments({ organizationId });
}

/** Members with the names of their accounts, in the same order. */
export async function withNames(services: Services, rows: readonly MemberRow[]): Promise<NamedMember[]> {
  const byId = await accounts.findMany(
    services,
    rows.map(({ accountId }) => accountId),
  );
  return rows.map((row) => {
    const { fullName = '', loginId = '' } = byId.get(row.accountId) ?? {};
    return { ...toRef(row), fullName, loginId, deactivatedAt: row.deactivatedAt };
  });
}

/**
 * These members with their mail address: the directory's, else their login ID. Members without account are left out.
 */
export async function recipients(
  services: Services,
  organizationId: string,
  members: readonly MemberRef[],
): Promise<Recipient[]> {
  const [byId, people] = await Promise.all([
    accounts.findMany(
      services,
      members.map(({ accountId }) => accountId),
    ),
    directory.findPeople(
      services,
      organizationId,
      members.flatMap(({ objectId }) => objectId ?? []),
    ),
  ]);
  const inDirectory = new Map(people.map((person) => [person.objectId, person]));
  return members.flatMap((member) => {
    const account = byId.get(member.accountId);
    if (!account) return [];
    return toRecipient(member, account, member.objectId === null ? undefined : inDirectory.get(member.objectId));
  });
}

function toRecipient(
  member: MemberRef,
  { loginId, fullName, language }: accounts.Account,
  person: directory.DirectoryPerson | undefined,
): Recipient {
  return { ...member, loginId, fullName, language, mailTo: (person && directory.mailAddressOf(person)) || loginId };
}

/** The members among these login IDs, by login ID, in one query. */
export async function amongLoginIds(
  { db, transaction }: Services,
  organizationId: string,
  loginIds: readonly string[],
): Promise<Map<string, MemberRef>> {
  const rows = await accountModel(db)
    .aggregate<{ loginId: string; members: MemberRow[] }>([
      { $match: { loginId: { $in: loginIds } } },
      join(memberModel(db), 'members', '_id', 'accountId', [{ $match: { organizationId: storedId(organizationId) } }]),
    ])
    .session(transaction);
  return new Map(rows.flatMap(({ loginId, members }) => members.map((row) => [loginId, toRef(row)] as const)));
}

/** Updates the fields for sorting and searching after an account's name or login ID has changed. */
export async function followAccount(tx: Tx, account: Named): Promise<void> {
  const now = searchable(account);
  await memberModel(tx.db).updateMany(
    { accountId: account.id, $or: [{ nameKey: { $ne: now.nameKey } }, { words: { $ne: now.words } }] },
    { $set: now },
    { session: tx.transaction },
  );
}

/** Links a member who was invited by e-mail to their person in the tenant, once that is proved. */
export async function tieToPerson(tx: Tx, organizationId: string, accountId: string, objectId: string): Promise<void> {
  await memberModel(tx.db).updateOne(
    { organizationId, accountId, objectId: null },
    { $set: { objectId } },
    { session: tx.transaction },
  );
}

async function select(services: Services, filter: Record<string, unknown>): Promise<MemberRef[]> {
  const rows = await memberModel(services.db).find(filter).session(services.transaction).lean();
  return rows.map(toRef);
}

function searchable({ fullName, loginId }: Named): Pick<MemberRow, 'nameKey' | 'words'> {
  return { nameKey: fold(fullName), words: words(fullName, loginId) };
}

/** A row as other features see it. */
export function toRef(row: MemberRow): MemberRef {
  return {
    id: row._id,
    accountId: row.accountId,
    objectId: row.objectId,
    status: row.status,
    profileId: row.profileId,
    roleId: row.roleId,
  };
}
