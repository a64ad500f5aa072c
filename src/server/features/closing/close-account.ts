import * as accounts from '../../core/accounts/service.ts';
import * as invitations from '../../core/invitations/service.ts';
import * as joinRequests from '../../core/join-requests/service.ts';
import type { Departed } from '../../core/members/departed.ts';
import { holdLeaders } from '../../core/members/leaders.ts';
import { isOnlyLeader } from '../../core/members/only-leader.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { eraseAccounts } from '../erasure/erase-accounts.ts';
import { erasePersonalData } from '../erasure/erase-members.ts';
import { leave } from '../members/leave.ts';
import { handOverAll } from '../record-transfers/hand-over.ts';
import { accountClosedEmail } from './emails.tsx';
import { note, queueClosing } from './finish-closing.ts';
import { heirIn } from './heir.ts';
import { mustBeFresh } from './rules.ts';

/**
 * ACC-8: closes the own account for good. Its places are given up, what it owns goes to somebody who manages the
 * organization, and whatever names the person is erased, in one transaction. Only records move before, for there may be
 * many: whoever is refused at the last moment still has the account, and their records have moved.
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
    const { memberId: toId } = await heirIn(services, organizationId, account.id);
    await handOverAll(services, { organizationId, fromId, toId, byAccountId: account.id });
  }
  const closingId = await withTransaction(services, async (tx) => {
    await mustBeReplaceable(tx, actor);
    return await erase(tx, actor);
  });
  services.log.info('an account was closed');
  await queueClosing(services, closingId);
}

/** @throws Problem `only_administrator`; `not_found` when the account is gone. */
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
    const heir = await heirIn(tx, organizationId, account.id);
    const organization = (await organizations.find(tx, organizationId))?.name ?? '';
    await leave(tx, actor, place, { organization, heir });
    elsewhere.delete(organizationId);
  }
  for (const organizationId of elsewhere) {
    const heir = await heirIn(tx, organizationId, account.id);
    await erasePersonalData(tx, { organizationId, actor, heir }, [asDeparted(account, mailTo)]);
  }
  await outbox.eraseMails(tx, null, [account.loginId, mailTo]);
  await eraseAccounts(tx, [account.id]);
  await outbox.enqueue(tx, {
    email: accountClosedEmail,
    data: { fullName: account.fullName, loginId: account.loginId, closedAt: tx.clock.now().toISOString() },
    to: { address: mailTo, name: account.fullName },
    language: account.language,
    dedupeKey: `account-closed:${closingId}`,
    organizationId: null,
  });
  return closingId;
}

/** Where mail reaches the person: where the directory of one of their organizations says, else under the login ID. */
async function addressOf(tx: Tx, places: readonly members.Place[], loginId: string): Promise<string> {
  for (const place of places) {
    const [reached] = await members.recipients(tx, place.organizationId, [place]);
    if (reached) return reached.mailTo;
  }
  return loginId;
}

/** Somebody who was invited, or asked, and is no member: no member has the id that stands for one. */
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
