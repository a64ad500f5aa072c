import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { identityOf } from '../../core/accounts/availability.ts';
import type { Concerned } from '../../core/accounts/service.ts';
import * as members from '../../core/members/service.ts';
import * as passwords from '../../core/passwords/service.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { eraseAccounts } from '../erasure/service.ts';

/** A Foyer account with a password has the person's login ID already. The same name alone never opens an account (INV-6). */
export class HeldByPassword extends Problem {
  /** The person whom Microsoft has authenticated. */
  readonly person: DirectoryUser;

  constructor(person: DirectoryUser) {
    super('login_id_taken', { details: { loginId: normalizeLoginId(person.userPrincipalName), mayLink: true } });
    this.person = person;
  }
}

/**
 * Makes sure that a person's login ID is free, or their own, before their account is made or renamed. An account belongs
 * to a person by `(tid, oid)`, never by its name (INV-6).
 * @throws HeldByPassword.
 */
export async function claimLoginId(tx: Tx, person: DirectoryUser, { own, holder }: Concerned): Promise<void> {
  // The login ID of a linked account does not follow the directory (INV-7).
  if (own && identityOf(own, person)?.linkedAt) return;
  if (!holder || holder.id === own?.id) return;
  // `settleLoginId` has freed the name of another Microsoft identity's account; the unique index refuses a race.
  if (holder.identities.length > 0) return;
  if (!(await eraseIfOrphaned(tx, holder.id))) throw new HeldByPassword(person);
}

/**
 * Erases an account that nobody can open any more: no password and no membership. (The caller has checked that it has no
 * Microsoft identity.) Its login ID becomes free; its grants and tokens don't pass to the next person of that name.
 * @returns whether the account was erased.
 */
export async function eraseIfOrphaned(tx: Tx, accountId: string): Promise<boolean> {
  if (await passwords.find(tx, accountId)) return false;
  if ((await members.placesOf(tx, accountId)).length > 0) return false;
  await eraseAccounts(tx, [accountId]);
  return true;
}
