import * as accounts from '../../core/accounts/service.ts';
import * as invitations from '../../core/invitations/service.ts';
import * as joinRequests from '../../core/join-requests/service.ts';
import { holdLeaders, isOnlyLeader } from '../../core/members/leaders.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type Departed, eraseAccounts, erasePersonalData, type Successor } from '../erasure/service.ts';
import { leave } from '../members/leave.ts';
import { handOverAll } from '../record-transfers/hand-over.ts';
import { note, queueClosing } from './finish-closing.ts';
import { mailAccountClosed } from './mails.ts';
import { mustBeFresh } from './rules.ts';

/**
 * ACC-8: closes the actor's own account for good. In each of its organizations its records go to a successor, and
 * everything that names the person is erased, in one transaction. Only records move before it, because there may be
 * many: when the transaction is refused, the account stays and its records have moved.
 * @throws Problem `sign_in_again`, `own_login_id_mismatch`, `only_administrator`.
 */
export async function closeAccount(
  services: Services,
  { actor }: Authorized<'account.close', Actor>,
  typed: string,
): Promise<void> {
  mustBeFresh(actor, services.clock.now());
  const { account } = actor;
  if (normalizeLoginId(typed) !== account.loginId) throw new Problem('own_login_id_mismatch');
  await withTransaction(services, (tx) => mustBeReplaceable(tx, actor));
  for (const { id: fromId, organizationId } of await members.placesOf(services, account.id)) {
    const { memberId: toId } = await requireSuccessor(services, organizationId, account.id);
    await handOverAll(services, { organizationId, fromId, toId, byAccountId: account.id });
  }
  const closingId = await withTransaction(services, async (tx) => {
    await mustBeReplaceable(tx, actor);
    return await erase(tx, actor);
  });
  services.log.info('an account was closed');
  await queueClosing(services, closingId);
}

/** @throws Problem `only_administrator` when an organization could not do without the person. */
async function mustBeReplaceable(tx: Tx, { account }: Actor): Promise<void> {
  for (const { id, organizationId, status } of await members.placesOf(tx, account.id)) {
    if (status !== 'active') continue;
    await holdLeaders(tx, organizationId);
    if (!(await isOnlyLeader(tx, organizationId, id))) continue;
    const organization = await organizations.find(tx, organizationId);
    throw new Problem('only_administrator', { details: { organization: organization?.name ?? '' } });
  }
}

async function erase(tx: Tx, actor: Actor): Promise<string> {
  const account = await accounts.require(tx, actor.account.id);
  const closingId = await note(tx, { closedId: null, tenantId: null });
  const places = await members.placesOf(tx, account.id);
  const mailTo = await addressOf(tx, places, account.loginId);
  const elsewhere = new Set([
    ...(await invitations.organizationsOf(tx, account.loginId)),
    ...(await joinRequests.organizationsOf(tx, account.id)),
  ]);
  for (const place of places) {
    const { organizationId } = place;
    const successor = await requireSuccessor(tx, organizationId, account.id);
    const organization = (await organizations.find(tx, organizationId))?.name ?? '';
    await leave(tx, actor, place, { organization, successor });
    elsewhere.delete(organizationId);
  }
  for (const organizationId of elsewhere) {
    const successor = await requireSuccessor(tx, organizationId, account.id);
    await erasePersonalData(tx, { organizationId, actor, successor }, [asDeparted(account, mailTo)]);
  }
  await outbox.eraseMails(tx, null, [account.loginId, mailTo]);
  await eraseAccounts(tx, [account.id]);
  await mailAccountClosed(tx, account, { mailTo, closingId });
  return closingId;
}

/** The person's address in the directory of one of their organizations, else their login ID. */
async function addressOf(tx: Tx, places: readonly members.Place[], loginId: string): Promise<string> {
  for (const place of places) {
    const [reached] = await members.recipients(tx, place.organizationId, [place]);
    if (reached) return reached.mailTo;
  }
  return loginId;
}

/** Somebody who was invited or asked to join and is no member; the account's id stands for the missing member id. */
function asDeparted({ id, loginId, fullName, identities }: accounts.Account, mailTo: string): Departed {
  const objectId = identities[0]?.objectId ?? null;
  return {
    memberId: id,
    accountId: id,
    objectId,
    loginId,
    addresses: [...new Set([loginId, mailTo])],
    ids: objectId === null ? [] : [objectId],
    texts: [...new Set([loginId, mailTo, fullName])].filter(Boolean),
  };
}

/**
 * Who takes over from somebody who leaves: the first other member by name who manages users; null when there is none.
 */
export async function findSuccessor(
  services: Services,
  organizationId: string,
  accountId: string,
): Promise<(Successor & { memberId: string }) | null> {
  const approvers = await members.approvers(services, organizationId, 2);
  const successor = approvers.find((person) => person.accountId !== accountId);
  if (!successor) return null;
  const { id: memberId, fullName, loginId } = successor;
  return { memberId, accountId: successor.accountId, fullName, loginId };
}

/** @throws Problem `only_administrator` when nobody else manages users. */
async function requireSuccessor(services: Services, organizationId: string, accountId: string) {
  const successor = await findSuccessor(services, organizationId, accountId);
  if (!successor) throw new Problem('only_administrator');
  return successor;
}
