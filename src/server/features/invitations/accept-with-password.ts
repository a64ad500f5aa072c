import { pickLanguage } from '../../core/accounts/rules.ts';
import * as audit from '../../core/audit/service.ts';
import type { InvitationRow } from '../../core/invitations/model.ts';
import { targetOf } from '../../core/invitations/service.ts';
import { checkTerms } from '../../core/invitations/terms.ts';
import * as passwords from '../../core/passwords/service.ts';
import type { Visitor } from '../../http/visitor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { createForNewcomer } from '../accounts/create-account.ts';
import { join, joining } from './accept-invitation.ts';
import { findByLink, joinsWith } from './find-link.ts';
import type { AcceptWithPassword } from './schemas.ts';

/**
 * Accepts an invitation by e-mail for somebody who has no account: the link proves the address, which becomes the login
 * ID of an account with the name and the password that they choose (INV-2, INV-6). All or nothing.
 * @returns the account's id.
 * @throws Problem what `findByLink` and joining refuse, `microsoft_sign_in_required`, `account_exists`,
 *   `weak_password`.
 */
export async function acceptWithPassword(
  services: Services,
  visitor: Visitor,
  token: string,
  { fullName, password, termsVersion }: AcceptWithPassword,
): Promise<string> {
  const row = await findByLink(services, token);
  try {
    checkTerms(termsVersion);
    const way = await joinsWith(services, row);
    if (way === 'microsoft') throw new Problem('microsoft_sign_in_required');
    if (way === 'password') throw new Problem('account_exists');
    const prepared = await passwords.prepare({ loginId: row.loginId, fullName }, password, 'password');
    const language = pickLanguage(visitor.locale, row.language);
    return await joining(services, row, async (tx) => {
      const account = await createForNewcomer(tx, { loginId: row.loginId, fullName, language, termsVersion });
      await passwords.create(tx, account.id, prepared);
      await join(tx, { account, identity: null, address: visitor.address }, row);
      return account.id;
    });
  } catch (error) {
    if (error instanceof Problem && error.status === 409) await recordRefusal(services, visitor, row, error);
    throw error;
  }
}

/** Nobody is signed in, so the route does not know in whose name it would write this down. */
async function recordRefusal(
  services: Services,
  { address }: Visitor,
  row: InvitationRow,
  { code }: Problem,
): Promise<void> {
  const organizationId = row.organizationId;
  const actor = { account: { id: null, loginId: row.loginId }, address };
  await audit.recordRefusal(
    services,
    { organizationId, actor, action: 'invitation.accept', target: targetOf(row) },
    code,
  );
}
