import type { QueryFilter } from 'mongoose';
import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import type { Language } from '../../platform/permissions.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { type AccountRow, accountModel } from './model.ts';
import { fullNameOf, nameFromDirectory, pickLanguage } from './rules.ts';

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
  language: Language;
  isGuest: boolean;
  identities: MicrosoftIdentity[];
}

export async function findById(services: Services, id: string): Promise<Account | null> {
  return await findOne(services, { _id: id });
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

/**
 * The account of a person of a directory: the one that their Microsoft identity opens, else the one with their login
 * ID if no Microsoft identity opens it yet (INV-6), else a new one. Its login ID and guest flag follow the directory.
 * Whether the login ID is free has to be settled before; see `settle-login-id.ts`.
 * @param locale what the person's browser asks for, when the directory knows no language.
 */
export async function findOrCreateFromDirectory(tx: Tx, user: DirectoryUser, locale?: string): Promise<Account> {
  const identity = { tenantId: user.tenantId, objectId: user.objectId };
  const loginId = normalizeLoginId(user.userPrincipalName);
  const isGuest = user.userType === 'Guest';
  const known =
    (await findByIdentity(tx, identity)) ?? (await findOne(tx, { loginId, 'identities.objectId': { $exists: false } }));
  if (!known) {
    const names = nameFromDirectory(user);
    const language = pickLanguage(user.preferredLanguage, locale);
    const row = { loginId, ...names, language, isGuest, identities: [identity], createdAt: tx.clock.now() };
    const [created] = await accountModel(tx.db).create([row], { session: tx.session });
    if (!created) throw new TypeError('An account was written and did not come back.');
    return toAccount(created);
  }
  const isUnchanged = known.loginId === loginId && known.isGuest === isGuest && known.identities.length > 0;
  if (isUnchanged) return known;
  const identities = known.identities.length === 0 ? [identity] : known.identities;
  await accountModel(tx.db).updateOne(
    { _id: known.id },
    { $set: { loginId, isGuest, identities } },
    { session: tx.session },
  );
  return { ...known, loginId, isGuest, identities };
}

/** The login ID follows a renaming in the directory. */
export async function rename(tx: Tx, accountId: string, loginId: string): Promise<void> {
  await accountModel(tx.db).updateOne(
    { _id: accountId },
    { loginId: normalizeLoginId(loginId) },
    { session: tx.session },
  );
}

async function findOne(services: Services, filter: QueryFilter<AccountRow>): Promise<Account | null> {
  const row = await accountModel(services.db)
    .findOne(filter)
    .session(services.session ?? null)
    .lean();
  return row && toAccount(row);
}

async function findAll(services: Services, filter: QueryFilter<AccountRow>): Promise<Account[]> {
  const rows = await accountModel(services.db)
    .find(filter)
    .session(services.session ?? null)
    .lean();
  return rows.map(toAccount);
}

function toAccount({ _id, loginId, firstName, lastName, language, isGuest, identities }: AccountRow): Account {
  return {
    id: _id.toHexString(),
    loginId,
    firstName,
    lastName,
    fullName: fullNameOf({ firstName, lastName }),
    language,
    isGuest,
    identities: identities.map(({ tenantId, objectId }) => ({ tenantId, objectId })),
  };
}
