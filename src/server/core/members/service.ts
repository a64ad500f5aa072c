import type { Language } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import { fold, words } from '../../platform/search-text.ts';
import type { Services, Tx } from '../../platform/services.ts';
import * as accounts from '../accounts/service.ts';
import { holdAccount } from '../accounts/service.ts';
import * as directory from '../directory/service.ts';
import * as profiles from '../profiles/service.ts';
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

export interface NewMember {
  organizationId: string;
  account: Pick<accounts.Account, 'id' | 'loginId' | 'fullName'>;
  objectId: string | null;
  profileId: string;
  roleId: string;
}

/**
 * Makes an account an active member, or an inactive member active again. The caller must have taken the seat.
 * @returns the member's id.
 * @throws Problem `already_member`, `not_found` when the account was erased meanwhile.
 */
export async function add(tx: Tx, person: NewMember): Promise<string> {
  const { organizationId, account, objectId, profileId, roleId } = person;
  const before = await find(tx, organizationId, account.id);
  if (before?.status === 'active') throw new Problem('already_member');
  await holdAccount(tx, account.id);
  const row = await memberModel(tx.db).findOneAndUpdate(
    { organizationId, accountId: account.id },
    {
      $set: { ...searchable(account), objectId, status: 'active', deactivatedAt: null, profileId, roleId },
      $setOnInsert: { joinedAt: tx.clock.now() },
    },
    { session: tx.transaction, upsert: true, returnDocument: 'after', lean: true },
  );
  if (!row) throw new TypeError('A member was written and did not come back.');
  return row._id;
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
  const profileIds = await profiles.granting(services, organizationId, 'manageUsers');
  const rows = await memberModel(services.db)
    .find({ organizationId, status: 'active', profileId: { $in: profileIds } })
    .sort({ nameKey: 1, _id: 1 })
    .limit(limit)
    .session(services.transaction)
    .lean();
  return await recipients(services, organizationId, rows.map(toRef));
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
  const addresses = new Map(people.map((person) => [person.objectId, directory.mailAddressOf(person)]));
  return members.flatMap((member) => {
    const account = byId.get(member.accountId);
    if (!account) return [];
    const { loginId, fullName, language } = account;
    const mailTo = (member.objectId && addresses.get(member.objectId)) || loginId;
    return { ...member, loginId, fullName, language, mailTo };
  });
}

/** The members among these people of the tenant, in one query. */
export async function amongPeople(
  services: Services,
  organizationId: string,
  objectIds: readonly string[],
): Promise<MemberRef[]> {
  return await select(services, { organizationId, objectId: { $in: objectIds } });
}

/** The members among these login IDs, by login ID. */
export async function amongLoginIds(
  services: Services,
  organizationId: string,
  loginIds: readonly string[],
): Promise<Map<string, MemberRef>> {
  const known = await accounts.findManyByLoginId(services, loginIds);
  const loginIdOf = new Map([...known.values()].map(({ id, loginId }) => [id, loginId]));
  const members = await select(services, { organizationId, accountId: { $in: [...loginIdOf.keys()] } });
  return new Map(members.map((member) => [loginIdOf.get(member.accountId) ?? '', member]));
}

/** Updates the fields for sorting and searching after an account's name or login ID has changed. */
export async function followAccount(tx: Tx, account: NewMember['account']): Promise<void> {
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

function searchable({ fullName, loginId }: NewMember['account']): Pick<MemberRow, 'nameKey' | 'words'> {
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
