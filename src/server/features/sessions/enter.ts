import { MicrosoftError } from '../../../graph/errors.ts';
import type { DirectoryUser, HostIdentity } from '../../../graph/microsoft.ts';
import { identityOf } from '../../core/accounts/availability.ts';
import * as accounts from '../../core/accounts/service.ts';
import * as audit from '../../core/audit/service.ts';
import { resume, suspendIdentity } from '../../core/directory-sync/leavers.ts';
import * as members from '../../core/members/service.ts';
import { settleLoginId } from '../../core/members/settle-login-id.ts';
import * as organizations from '../../core/organizations/service.ts';
import type { Visitor } from '../../http/visitor.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { claimLoginId } from '../accounts/claim-login-id.ts';

/** Tries when a concurrent sign-in takes or frees the same login ID: the next try finds what it did. */
const TRIES = 5;

/**
 * The account of a person whom Microsoft has just authenticated. Login ID and state come from Graph, by object ID; no
 * token's claim about an address is used. A person who is disabled or deleted in Entra is refused everywhere from now on,
 * by sessions, tokens and sites too; enabled again, they get all of it back (GONE-2).
 * @throws HeldByPassword when a password account has the login ID; Problem `account_disabled`,
 *   `microsoft_account_unavailable`, `login_id_taken`, and what `fromMicrosoft` makes of Microsoft's refusals.
 */
export async function enter(services: Services, identity: HostIdentity, visitor: Visitor): Promise<accounts.Account> {
  let loginId = '';
  try {
    const person = await readPerson(services, identity);
    loginId = normalizeLoginId(person.userPrincipalName);
    if (!person.accountEnabled) throw new Problem('account_disabled');
    return await findOrCreate(services, person, visitor);
  } catch (error) {
    const kind = error instanceof Problem ? departures[error.code] : undefined;
    if (kind) await suspendIdentity(services, identity, { kind, noticedBy: 'sign-in' });
    if (error instanceof Problem && (kind || error.status !== 401)) {
      loginId ||= (await accounts.findByIdentity(services, identity))?.loginId ?? '';
      await recordRefusal(services, identity, { account: { id: null, loginId }, address: visitor.address }, error);
    }
    throw error;
  }
}

/** Refusals that say that the person is disabled or deleted. */
const departures: Partial<Record<ProblemCode, 'disabled' | 'deleted'>> = {
  account_disabled: 'disabled',
  microsoft_account_unavailable: 'deleted',
};

async function readPerson(services: Services, identity: HostIdentity): Promise<DirectoryUser> {
  try {
    return await services.microsoft.readSelf(identity);
  } catch (error) {
    if (!(error instanceof MicrosoftError)) throw error;
    if (error.code === 'account_disabled') throw new Problem('account_disabled', { cause: error });
    if (error.code === 'account_not_found' || error.code === 'not_found') {
      throw new Problem('microsoft_account_unavailable', { cause: error });
    }
    if (error.code !== 'consent_required') throw error;
    const adminConsentUrl = services.microsoft.signIn.adminConsentUrl({
      tenantId: identity.tenantId,
      redirectUri: `${services.publicUrl}/auth/consented`,
      state: 'consent',
    });
    throw new Problem('consent_required', { details: { adminConsentUrl }, cause: error });
  }
}

/** Concurrent first sign-ins of one person make one account; two people who swap their login IDs both get in. */
async function findOrCreate(services: Services, person: DirectoryUser, { locale }: Visitor): Promise<accounts.Account> {
  for (let attempts = 1; ; attempts++) {
    try {
      const concerned = await accounts.concernedBy(services, person);
      if (isSettled(concerned, person)) return concerned.own;
      await settleLoginId(services, person, concerned);
      return await withTransaction(services, async (tx) => {
        const now = await accounts.concernedBy(tx, person);
        await claimLoginId(tx, person, now);
        const account = await accounts.followDirectory(tx, now.own, person, locale);
        if (now.own) await members.followAccount(tx, account);
        if (identityOf(account, person)?.unavailable) await resume(tx, account, person, 'sign-in');
        return account;
      });
    } catch (error) {
      if (!duplicateKey(error)) throw error;
      const loginId = normalizeLoginId(person.userPrincipalName);
      if (attempts === TRIES) throw new Problem('login_id_taken', { details: { loginId }, cause: error });
    }
  }
}

/** Most sign-ins change nothing of the account, so they need neither a transaction nor a look at who has the login ID. */
function isSettled(
  concerned: accounts.Concerned,
  person: DirectoryUser,
): concerned is { own: accounts.Account } & accounts.Concerned {
  const { own } = concerned;
  return own !== null && !identityOf(own, person)?.unavailable && accounts.changeByDirectory(own, person) === null;
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
