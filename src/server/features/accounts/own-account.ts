import { type NameChange, rename } from '../../core/accounts/names.ts';
import type { Preferences } from '../../core/accounts/schemas.ts';
import * as accounts from '../../core/accounts/service.ts';
import { recordPersonal } from '../../core/members/record-personal.ts';
import * as members from '../../core/members/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type { OwnAccount, UpdateAccount } from './schemas.ts';

/** The actor's own account, as it is now. */
export async function showAccount(
  services: Services,
  actor: Actor,
  { isSecure }: { isSecure: boolean },
): Promise<OwnAccount> {
  const account = await accounts.require(services, actor.account.id);
  const { id, loginId, firstName, lastName, fullName, language, isGuest, preferences } = account;
  const { dateFormat, newsletters, secureConnection } = preferences;
  return {
    id,
    loginId,
    firstName,
    lastName,
    fullName,
    language,
    isGuest,
    preferences: { dateFormat, newsletters, secureConnection },
    isConnectionSecure: isSecure,
    signedInWith: actor.identity ? 'microsoft' : 'password',
  };
}

/**
 * ACC-1: changes name and language of the own account. The new name shows everywhere, and lists find and sort by it, at once.
 * @throws Problem `validation_failed` when the result is no name.
 */
export async function updateAccount(
  services: Services,
  { actor }: Authorized<'account.update', Actor>,
  { language, ...names }: UpdateAccount,
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const before = await accounts.require(tx, actor.account.id);
    const name = hasName(names) ? rename(before, names) : before;
    if (!name) throw new Problem('validation_failed', { errors: [wrongName(names)] });
    const { firstName, lastName } = name;
    const isRenamed = firstName !== before.firstName || lastName !== before.lastName;
    if (!isRenamed && (language ?? before.language) === before.language) return;
    const account = await accounts.change(tx, before.id, {
      ...(isRenamed && { firstName, lastName, nameIsOwn: true }),
      ...(language && { language }),
    });
    await members.followAccount(tx, account);
    const details = {
      ...(isRenamed && { fullNameBefore: before.fullName, fullName: account.fullName }),
      ...(language && { language }),
    };
    await recordPersonal(tx, { actor, account, action: 'account.update', details });
  });
}

/**
 * ACC-5. Preferences are private: the organization's trail says that they changed, not what the person reads.
 * @throws Problem `secure_connection_required` when the call itself is not secure: a person can't lock themselves out.
 */
export async function updatePreferences(
  services: Services,
  { actor }: Authorized<'account.set-preferences', Actor>,
  preferences: Preferences,
  { isSecure }: { isSecure: boolean },
): Promise<void> {
  if (preferences.secureConnection && !isSecure) throw new Problem('secure_connection_required');
  await withTransaction(services, async (tx) => {
    const { account } = actor;
    await accounts.change(tx, account.id, { preferences });
    const details = { secureConnection: preferences.secureConnection };
    await recordPersonal(tx, { actor, account, action: 'account.set-preferences', details });
  });
}

function hasName({ firstName, lastName, fullName }: NameChange): boolean {
  return firstName !== undefined || lastName !== undefined || fullName !== undefined;
}

function wrongName({ fullName, lastName }: NameChange) {
  const field = fullName !== undefined ? 'fullName' : lastName !== undefined ? 'lastName' : 'firstName';
  return { field, code: 'not_a_name', message: '' };
}
