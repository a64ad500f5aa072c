import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { hashPassword, needsRehash, verifyPassword } from './hashing.ts';
import { passwordModel } from './model.ts';
import { refuseWeak } from './strength.ts';

/** What other features know of an account's password. */
export interface PasswordRef {
  changedAt: Date;
  /** Counts the changes; a reset link for one version is refused after the next change. */
  version: number;
}

/** A password that is strong enough, hashed before the transaction that stores it. */
export interface PreparedPassword {
  readonly hash: string;
}

/** An id that no account has; looked up where there is no account, so that the answer takes as long. */
export const NO_ACCOUNT = '0'.repeat(24);

/** Null when the account has none. */
export async function find(services: Services, accountId: string): Promise<PasswordRef | null> {
  const row = await passwordModel(services.db)
    .findOne({ accountId }, { changedAt: 1, version: 1 })
    .session(services.transaction)
    .lean();
  return row && { changedAt: row.changedAt, version: row.version };
}

/** Those of these accounts that have a password. */
export async function among(services: Services, accountIds: readonly string[]): Promise<Set<string>> {
  const rows = await passwordModel(services.db)
    .find({ accountId: { $in: accountIds } }, { accountId: 1 })
    .session(services.transaction)
    .lean();
  return new Set(rows.map(({ accountId }) => accountId));
}

/**
 * Whether the password opens the account. A hash with outdated parameters is renewed.
 * @param accountId null when there is no such account: the answer is no, and takes as long.
 */
export async function isRight(services: Services, accountId: string | null, password: string): Promise<boolean> {
  const passwords = passwordModel(services.db);
  const row = await passwords.findOne({ accountId: accountId ?? NO_ACCOUNT }).lean();
  const matches = await verifyPassword(row?.hash ?? null, password);
  if (row && matches && needsRehash(row.hash)) {
    await passwords.updateOne({ _id: row._id, hash: row.hash }, { $set: { hash: await hashPassword(password) } });
  }
  return matches;
}

/**
 * Checks and hashes a new password (ACC-2).
 * @param field under which a refusal is reported.
 * @throws Problem `weak_password`.
 */
export async function prepare(
  person: { loginId: string; fullName: string },
  password: string,
  field: string,
): Promise<PreparedPassword> {
  await refuseWeak(password, person, field);
  return { hash: await hashPassword(password) };
}

/**
 * Gives an account its first password.
 * @throws Problem `account_exists` when it has one.
 */
export async function create(tx: Tx, accountId: string, { hash }: PreparedPassword): Promise<void> {
  try {
    await passwordModel(tx.db).create([{ accountId, hash, changedAt: tx.clock.now(), version: 1 }], {
      session: tx.transaction,
    });
  } catch (error) {
    throw duplicateKey(error) ? new Problem('account_exists') : error;
  }
}

/**
 * Replaces a password.
 * @param version of the password to replace.
 * @returns the new version, or null when another change came first.
 */
export async function replace(
  tx: Tx,
  accountId: string,
  version: number,
  { hash }: PreparedPassword,
): Promise<number | null> {
  const { modifiedCount } = await passwordModel(tx.db).updateOne(
    { accountId, version },
    { $set: { hash, changedAt: tx.clock.now(), version: version + 1 } },
    { session: tx.transaction },
  );
  return modifiedCount === 1 ? version + 1 : null;
}

/** Removes an account's password: only a Microsoft identity opens it from then on. */
export async function remove(tx: Tx, accountId: string): Promise<void> {
  await passwordModel(tx.db).deleteOne({ accountId }, { session: tx.transaction });
}
