import { pickLanguage } from '../../core/accounts/rules.ts';
import * as audit from '../../core/audit/service.ts';
import { checkTerms, TERMS_VERSION } from '../../core/invitations/terms.ts';
import * as passwords from '../../core/passwords/service.ts';
import type { Visitor } from '../../http/visitor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { createForNewcomer } from '../accounts/create-account.ts';
import { findSiteById } from '../authorized-sites/sites.ts';
import { type SignUpRow, signUpModel } from './model.ts';
import { signUpRefusal } from './rules.ts';
import type { SignUp, SignUpBody } from './schemas.ts';

/** What the page of a link shows. It changes nothing, so that mail scanners may follow links. */
export async function showSignUp(services: Services, token: string): Promise<SignUp> {
  const { row, site } = await findByLink(services, token);
  const { loginId, fullName, requestUid } = row;
  return { loginId, fullName, siteName: site.name, requestUid, termsVersion: TERMS_VERSION };
}

/**
 * Makes the account of a person who has just proved that mail to its login ID reaches them. It belongs to no
 * organization yet, and has allowed no site anything. The terms are accepted as in an invitation (INV-4); joining an
 * organization later asks for them again.
 * @returns the account's id.
 * @throws Problem `not_found`, `sign_up_used`, `sign_up_expired`, `account_exists`, `weak_password`,
 *   `terms_outdated`.
 */
export async function signUp(
  services: Services,
  { locale }: Visitor,
  token: string,
  { fullName, password, termsVersion }: SignUpBody,
): Promise<string> {
  const { row, site } = await findByLink(services, token);
  const { loginId } = row;
  checkTerms(termsVersion);
  // The holder of the link chooses the password: another person may have asked for the account.
  const prepared = await passwords.prepare({ loginId, fullName }, password, 'password');
  return await withTransaction(services, async (tx) => {
    const { modifiedCount } = await signUpModel(tx.db).updateOne(
      { _id: row._id, status: 'open' },
      { $set: { status: 'used' } },
      { session: tx.transaction },
    );
    if (modifiedCount === 0) throw new Problem('sign_up_used');
    const account = await createForNewcomer(tx, { loginId, fullName, language: pickLanguage(locale), termsVersion });
    await passwords.create(tx, account.id, prepared);
    await signUpModel(tx.db).updateOne(
      { _id: row._id },
      { $set: { accountId: account.id } },
      { session: tx.transaction },
    );
    // The trail of the site's organization names no person, for the account does not belong to it.
    await audit.record(tx, {
      actor: null,
      organizationId: site.organizationId,
      action: 'account.create',
      target: { kind: 'site', id: site._id, label: site.name },
      details: { termsVersion },
    });
    return account.id;
  });
}

/** Ends every open sign-up of a login ID: its links no longer work. */
export async function endSignUps(tx: Tx, loginId: string): Promise<void> {
  await signUpModel(tx.db).updateMany(
    { loginId, status: 'open' },
    { $set: { status: 'used' } },
    { session: tx.transaction },
  );
}

async function findByLink(services: Services, token: string) {
  const row: SignUpRow | null = await signUpModel(services.db)
    .findOne({ links: hashToken(token) })
    .lean();
  const site = row && (await findSiteById(services, row.siteId));
  if (!row || !site) throw new Problem('not_found');
  const refusal = signUpRefusal(row, services.clock.now());
  if (refusal) throw new Problem(refusal);
  return { row, site };
}
