import { MicrosoftError } from '../../../graph/errors.ts';
import type { DirectoryUser, HostIdentity } from '../../../graph/microsoft.ts';
import type { Visitor } from '../../http/visitor.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { claimLoginId } from '../accounts/claim-login-id.ts';
import * as accounts from '../accounts/service.ts';
import { settleLoginId } from '../accounts/settle-login-id.ts';
import * as audit from '../audit/service.ts';
import * as members from '../members/service.ts';
import * as organizations from '../organizations/service.ts';

/**
 * The account of somebody whom Microsoft has just vouched for. Login ID and state come from Graph, by object ID;
 * nothing that a token claims about an address is looked at.
 * @throws HeldByPassword when a password account has the login ID; Problem `account_disabled`, `login_id_taken`, and what `fromMicrosoft` makes of Microsoft's refusals.
 */
export async function enter(services: Services, identity: HostIdentity, visitor: Visitor): Promise<accounts.Account> {
  let loginId = '';
  try {
    const person = await readPerson(services, identity);
    loginId = normalizeLoginId(person.userPrincipalName);
    if (!person.accountEnabled) throw new Problem('account_disabled');
    await settleLoginId(services, person);
    return await findOrCreate(services, person, visitor);
  } catch (error) {
    if (error instanceof Problem && error.status !== 401) {
      loginId ||= (await accounts.findByIdentity(services, identity))?.loginId ?? '';
      await recordRefusal(services, identity, { account: { id: null, loginId }, address: visitor.address }, error);
    }
    throw error;
  }
}

async function readPerson(services: Services, identity: HostIdentity): Promise<DirectoryUser> {
  try {
    return await services.microsoft.readSelf(identity);
  } catch (error) {
    if (!(error instanceof MicrosoftError)) throw error;
    if (error.code === 'account_disabled') throw new Problem('account_disabled', { cause: error });
    if (error.code !== 'consent_required') throw error;
    const adminConsentUrl = services.microsoft.signIn.adminConsentUrl({
      tenantId: identity.tenantId,
      redirectUri: `${services.publicUrl}/auth/consented`,
      state: 'consent',
    });
    throw new Problem('consent_required', { details: { adminConsentUrl }, cause: error });
  }
}

/** Two first sign-ins of one person at once make one account: whoever comes second finds it. */
async function findOrCreate(services: Services, person: DirectoryUser, { locale }: Visitor): Promise<accounts.Account> {
  const attempt = () =>
    withTransaction(services, async (tx) => {
      await claimLoginId(tx, person);
      const account = await accounts.findOrCreateFromDirectory(tx, person, locale);
      await members.followAccount(tx, account);
      return account;
    });
  const again = (error: unknown) => {
    if (duplicateKey(error)) return attempt();
    throw error;
  };
  return await attempt()
    .catch(again)
    .catch((error: unknown) => {
      if (!duplicateKey(error)) throw error;
      const loginId = normalizeLoginId(person.userPrincipalName);
      throw new Problem('login_id_taken', { details: { loginId } });
    });
}

async function recordRefusal(
  services: Services,
  { tenantId, objectId }: HostIdentity,
  actor: audit.AuditActor,
  { code }: Problem,
): Promise<void> {
  const organization = await organizations.findByTenant(services, tenantId);
  if (!organization) return;
  const target = { kind: 'directory-user', id: objectId, label: actor.account.loginId };
  await audit.recordRefusal(services, { organizationId: organization.id, actor, action: 'session.open', target }, code);
}
