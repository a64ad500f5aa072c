import { attempt } from '../../core/audit/attempt.ts';
import * as audit from '../../core/audit/service.ts';
import * as directory from '../../core/directory/service.ts';
import * as invitations from '../../core/invitations/service.ts';
import { type JoinRequestRow, joinRequestModel } from '../../core/join-requests/model.ts';
import { askRefusal, reminderDueBefore } from '../../core/join-requests/rules.ts';
import { findLatest, targetOf } from '../../core/join-requests/service.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { rowOf } from '../../platform/ids.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import { words } from '../../platform/search-text.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { joinRequestEmail, reminderEmail } from './emails.tsx';
import { mailApprovers } from './mails.ts';
import { present } from './read-requests.ts';
import type { JoinRequest } from './schemas.ts';

type Identity = NonNullable<Actor['identity']>;

/**
 * Asks to join the organization of the actor's tenant (JOIN-1). Asking again while a request is pending returns that one
 * and sends no mail (JOIN-7).
 * @throws Problem `not_found` without an organization, `already_member`, `member_inactive`, `already_invited` (JOIN-9),
 *   `ask_again_later` (JOIN-8), `directory_unavailable`.
 */
export async function askToJoin(
  services: Services,
  { actor }: Authorized<'join-request.ask', Actor>,
  { message }: { message: string },
): Promise<JoinRequest> {
  const { identity } = actor;
  if (!identity) throw new Problem('permission_required');
  const organization = await organizations.findByTenant(services, identity.tenantId);
  if (!organization) throw new Problem('not_found');
  const pending = await findPending(services, organization.id, actor);
  if (pending) return present(actor, pending);
  const person = await directory.readPerson(services, identity.tenantId, identity.objectId);
  try {
    const target = { kind: 'join-request', id: '', label: '' };
    const about = { actor, organizationId: organization.id, action: 'join-request.ask', target } as const;
    const ask = async (tx: Tx) => {
      await mustBeAllowedToAsk(tx, organization.id, actor);
      return await save(tx, organization, { actor, identity, person, message });
    };
    return present(actor, await attempt(services, about, () => withTransaction(services, ask)));
  } catch (error) {
    // Of two concurrent calls, both get the request that was saved first.
    const first = duplicateKey(error) && (await findPending(services, organization.id, actor));
    if (first) return present(actor, first);
    throw error;
  }
}

async function findPending(
  { db }: Services,
  organizationId: string,
  { account }: Actor,
): Promise<JoinRequestRow | null> {
  return await joinRequestModel(db).findOne({ organizationId, accountId: account.id, status: 'pending' }).lean();
}

async function mustBeAllowedToAsk(tx: Tx, organizationId: string, { account, identity }: Actor): Promise<void> {
  const member = await members.find(tx, organizationId, account.id);
  const isInvited = await invitations.isInvitedNow(tx, { organizationId, loginId: account.loginId, identity });
  const latest = await findLatest(tx, organizationId, account.id);
  const again = latest?.mayAskAgainAt ?? null;
  const refusal = askRefusal({ member: member?.status ?? null, isInvited, mayAskAgainAt: again, now: tx.clock.now() });
  if (!refusal) return;
  const details = refusal === 'ask_again_later' && again ? { mayAskAgainAt: again.toISOString() } : {};
  throw new Problem(refusal, { details });
}

interface NewRequest {
  actor: Actor;
  identity: Identity;
  person: directory.DirectoryPerson | null;
  message: string;
}

async function save(
  tx: Tx,
  organization: organizations.OrganizationRef,
  { actor, identity, person, message }: NewRequest,
): Promise<JoinRequestRow> {
  const { account } = actor;
  const [created] = await joinRequestModel(tx.db).create(
    [
      {
        organizationId: organization.id,
        accountId: account.id,
        tenantId: identity.tenantId,
        objectId: identity.objectId,
        loginId: account.loginId,
        fullName: account.fullName,
        words: words(account.fullName, account.loginId, person?.jobTitle, person?.department),
        jobTitle: person?.jobTitle ?? null,
        department: person?.department ?? null,
        isGuest: account.isGuest,
        mailTo: person ? directory.mailAddressOf(person) : account.loginId,
        message,
        status: 'pending',
        createdAt: tx.clock.now(),
      },
    ],
    { session: tx.transaction },
  );
  if (!created) throw new TypeError('A request was written and not returned.');
  const row = rowOf(created);
  await mailApprovers(tx, organization, row, joinRequestEmail);
  await audit.record(tx, {
    actor,
    organizationId: organization.id,
    action: 'join-request.ask',
    target: targetOf(row),
  });
  return row;
}

/** JOIN-7: reminds the approvers once of each request that has been pending for three days. */
export async function remindApprovers(services: Services): Promise<void> {
  while (await remindOfNext(services));
}

/** @returns false when no reminder is due. */
async function remindOfNext(services: Services): Promise<boolean> {
  return await withTransaction(services, async (tx) => {
    const now = tx.clock.now();
    const row = await joinRequestModel(tx.db)
      .findOneAndUpdate(
        { status: 'pending', remindedAt: null, createdAt: { $lte: reminderDueBefore(now) } },
        { $set: { remindedAt: now } },
        { session: tx.transaction, sort: { createdAt: 1 }, returnDocument: 'after' },
      )
      .lean();
    if (!row) return false;
    const organizationId = row.organizationId;
    const organization = await organizations.find(tx, organizationId);
    if (organization) await mailApprovers(tx, organization, row, reminderEmail);
    await audit.record(tx, { actor: null, organizationId, action: 'join-request.remind', target: targetOf(row) });
    return true;
  });
}
