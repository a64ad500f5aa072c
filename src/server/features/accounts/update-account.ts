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
import type { UpdateAccount } from './schemas.ts';

/**
 * ACC-1: changes name and language of the own account. The name changes everywhere: lists find and sort by it at once.
 * @throws Problem `validation_failed` when the wish is no name.
 */
export async function updateAccount(
  services: Services,
  { actor }: Authorized<'account.update', Actor>,
  { language, ...wish }: UpdateAccount,
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const before = await accounts.require(tx, actor.account.id);
    const name = isWished(wish) ? rename(before, wish) : before;
    if (!name) throw new Problem('validation_failed', { errors: [wrongName(wish)] });
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
 * ACC-5. What somebody prefers is theirs: the trail of their organization says that it changed, not what they read.
 * @param call whether it came as `secureConnection` asks for from then on.
 * @throws Problem `secure_connection_required`: nobody locks themselves out.
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

function isWished({ firstName, lastName, fullName }: NameChange): boolean {
  return firstName !== undefined || lastName !== undefined || fullName !== undefined;
}

function wrongName({ fullName, lastName }: NameChange) {
  const field = fullName !== undefined ? 'fullName' : lastName !== undefined ? 'lastName' : 'firstName';
  return { field, code: 'not_a_name', message: '' };
}
