import type { QueryFilter } from 'mongoose';
import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { rowOf } from '../../platform/ids.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import type { Language } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { type AccountRow, accountModel, type Unavailability } from './model.ts';
import { fullNameOf } from './names.ts';
import { nameFromDirectory, PREFERENCES_AT_START, pickLanguage } from './rules.ts';
import type { Preferences } from './schemas.ts';

export interface MicrosoftIdentity {
  tenantId: string;
  objectId: string;
}

/** One person's Foyer sign-in. */
export interface Account {
  id: string;
  loginId: string;
  firstName: string;
  lastName: string;
  fullName: string;
  /** Whether the person has written their name themselves (ACC-1). */
  nameIsOwn: boolean;
  language: Language;
  isGuest: boolean;
  /** `linkedAt`: set when the person linked the identity to the account (INV-7). */
  identities: (MicrosoftIdentity & { linkedAt: Date | null; unavailable: Unavailability | null })[];
  preferences: Preferences;
  createdAt: Date;
}

export async function findById(services: Services, id: string): Promise<Account | null> {
  return await findOne(services, { _id: id });
}

/** @throws Problem `not_found` when the account was closed. */
export async function require(services: Services, id: string): Promise<Account> {
  const account = await findById(services, id);
  if (!account) throw new Problem('not_found');
  return account;
}

export async function findByLoginId(services: Services, loginId: string): Promise<Account | null> {
  return await findOne(services, { loginId: normalizeLoginId(loginId) });
}

export async function findByIdentity(
  services: Services,
  { tenantId, objectId }: MicrosoftIdentity,
): Promise<Account | null> {
  return await findOne(services, { identities: { $elemMatch: { tenantId, objectId } } });
}

/** Accounts by ID, for lists. */
export async function findMany(services: Services, ids: readonly string[]): Promise<Map<string, Account>> {
  const found = await findAll(services, { _id: { $in: ids } });
  return new Map(found.map((account) => [account.id, account]));
}

/** Accounts by normalized login ID, for lists. */
export async function findManyByLoginId(
  services: Services,
  loginIds: readonly string[],
): Promise<Map<string, Account>> {
  const found = await findAll(services, { loginId: { $in: loginIds } });
  return new Map(found.map((account) => [account.loginId, account]));
}

/** The accounts of these people of a tenant. */
export async function findManyByIdentity(
  services: Services,
  tenantId: string,
  objectIds: readonly string[],
): Promise<Account[]> {
  if (objectIds.length === 0) return [];
  return await findAll(services, {
    identities: { $elemMatch: { tenantId, objectId: { $in: objectIds } } },
    'identities.objectId': { $exists: true },
  });
}

/** All accounts of people of a tenant, one after another. */
export async function* eachOfTenant({ db }: Services, tenantId: string): AsyncIterable<Account> {
  const rows = accountModel(db)
    .find({ identities: { $elemMatch: { tenantId } }, 'identities.objectId': { $exists: true } })
    .lean<AccountRow[]>()
    .cursor({ batchSize: 200 });
  for await (const row of rows) yield toAccount(row);
}

/** A page of the accounts that follow an identity of a tenant; accounts that one was linked to (INV-7) are left out. */
export async function idsOfTenant(
  { db }: Services,
  tenantId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const rows = await accountModel(db)
    .find({
      identities: { $elemMatch: { tenantId, linkedAt: null } },
      'identities.objectId': { $exists: true },
      ...(after && { _id: { $gt: after } }),
    })
    .select('_id')
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
  return rows.map(({ _id }) => _id);
}

/** The accounts that a person of a directory has to do with: their own, and whichever has their login ID. */
export interface Concerned {
  own: Account | null;
  holder: Account | null;
}

/** Both by one query; for most people they are the same. */
export async function concernedBy(services: Services, user: DirectoryUser): Promise<Concerned> {
  const { tenantId, objectId } = user;
  const loginId = normalizeLoginId(user.userPrincipalName);
  const found = await findAll(services, { $or: [{ identities: { $elemMatch: { tenantId, objectId } } }, { loginId }] });
  return {
    own: found.find((account) => entryOf(account, user) !== undefined) ?? null,
    holder: found.find((account) => account.loginId === loginId) ?? null,
  };
}

function entryOf({ identities }: Account, user: MicrosoftIdentity) {
  return identities.find(({ tenantId, objectId }) => tenantId === user.tenantId && objectId === user.objectId);
}

/**
 * What of an account follows the directory and is another there; null when nothing is. Login ID and guest flag follow,
 * and so does the name until the person changes it (ACC-1). An account that the identity was linked to stays as it is
 * (INV-7).
 */
export function changeByDirectory(
  account: Account,
  user: DirectoryUser,
): Pick<AccountRow, 'loginId' | 'isGuest' | 'firstName' | 'lastName'> | null {
  if (entryOf(account, user)?.linkedAt) return null;
  const { firstName, lastName } = account.nameIsOwn ? account : nameFromDirectory(user);
  const now = {
    loginId: normalizeLoginId(user.userPrincipalName),
    isGuest: user.userType === 'Guest',
    firstName,
    lastName,
  };
  const isUnchanged =
    account.loginId === now.loginId &&
    account.isGuest === now.isGuest &&
    account.firstName === firstName &&
    account.lastName === lastName;
  return isUnchanged ? null : now;
}

/**
 * The account of a person of a directory: the one that their Microsoft identity opens, as the directory has them now, else
 * a new one; never one that only has their login ID (INV-6). The login ID must be free before; see `settle-login-id.ts`
 * and `claim-login-id.ts`.
 * @param locale the browser's language, for when the directory has none.
 */
export async function followDirectory(
  tx: Tx,
  own: Account | null,
  user: DirectoryUser,
  locale?: string,
): Promise<Account> {
  if (!own) {
    const row = {
      loginId: normalizeLoginId(user.userPrincipalName),
      ...nameFromDirectory(user),
      language: pickLanguage(user.preferredLanguage, locale),
      isGuest: user.userType === 'Guest',
      identities: [{ tenantId: user.tenantId, objectId: user.objectId }],
      createdAt: tx.clock.now(),
    };
    const [created] = await accountModel(tx.db).create([row], { session: tx.transaction });
    if (!created) throw new TypeError('An account was written and did not come back.');
    return toAccount(rowOf(created));
  }
  const now = changeByDirectory(own, user);
  if (!now) return own;
  await accountModel(tx.db).updateOne({ _id: own.id }, { $set: now }, { session: tx.transaction });
  return { ...own, ...now, fullName: fullNameOf(now) };
}

/** Saves a person's changes of their own account. The directory no longer changes a name saved with `nameIsOwn`. */
export async function change(
  tx: Tx,
  accountId: string,
  wanted: Partial<
    Pick<AccountRow, 'firstName' | 'lastName' | 'nameIsOwn' | 'language' | 'preferences' | 'acceptedTerms'>
  >,
): Promise<Account> {
  const row = await accountModel(tx.db)
    .findByIdAndUpdate(accountId, { $set: wanted }, { session: tx.transaction, returnDocument: 'after' })
    .lean();
  if (!row) throw new Problem('not_found');
  return toAccount(row);
}

/**
 * Gives an account another login ID.
 * @throws Problem `login_id_taken` when another account has it, also one that got it concurrently.
 */
export async function rename(tx: Tx, accountId: string, loginId: string): Promise<void> {
  const renamed = normalizeLoginId(loginId);
  try {
    await accountModel(tx.db).updateOne({ _id: accountId }, { loginId: renamed }, { session: tx.transaction });
  } catch (error) {
    throw duplicateKey(error) ? new Problem('login_id_taken', { details: { loginId: renamed } }) : error;
  }
}

/**
 * Makes concurrent transactions that hold or erase this account conflict with this one; the retried one sees the
 * other's result.
 * @returns the account as it is held.
 * @throws Problem `not_found` when it was erased.
 */
export async function holdAccount({ db, transaction }: Tx, accountId: string): Promise<Account> {
  const row = await accountModel(db)
    .findOneAndUpdate({ _id: accountId }, { $inc: { revision: 1 } }, { session: transaction, returnDocument: 'after' })
    .lean();
  if (!row) throw new Problem('not_found');
  return toAccount(row);
}

async function findOne(services: Services, filter: QueryFilter<AccountRow>): Promise<Account | null> {
  const row = await findRow(services, filter);
  return row && toAccount(row);
}

async function findRow({ db, transaction }: Services, filter: QueryFilter<AccountRow>): Promise<AccountRow | null> {
  return await accountModel(db).findOne(filter).session(transaction).lean();
}

async function findAll(services: Services, filter: QueryFilter<AccountRow>): Promise<Account[]> {
  const rows = await accountModel(services.db).find(filter).session(services.transaction).lean();
  return rows.map(toAccount);
}

/** An account as it is read by itself, or together with what leads to it. */
export function toAccount(row: AccountRow): Account {
  const { _id, loginId, firstName, lastName, language, isGuest, identities, preferences, createdAt } = row;
  return {
    id: _id,
    loginId,
    firstName,
    lastName,
    fullName: fullNameOf({ firstName, lastName }),
    // Accounts of the first version have none.
    nameIsOwn: row.nameIsOwn ?? false,
    language,
    isGuest,
    identities: identities.map(({ tenantId, objectId, linkedAt, unavailable }) => ({
      tenantId,
      objectId,
      // Identities that earlier versions wrote have neither.
      linkedAt: linkedAt ?? null,
      unavailable: unavailable ?? null,
    })),
    // Accounts of the first version have none.
    preferences: preferences ?? PREFERENCES_AT_START,
    createdAt,
  };
}
