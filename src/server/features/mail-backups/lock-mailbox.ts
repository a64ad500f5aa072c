import * as audit from '../../core/audit/service.ts';
import { findNamed } from '../../core/members/active-members.ts';
import { outrankingAmong } from '../../core/members/outranked.ts';
import { RefusedMember } from '../../core/members/refused-member.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { findMailbox } from '../mailboxes/mailboxes.ts';
import { mailboxModel } from '../mailboxes/model.ts';
import { countManagers, showMailUser } from './mail-users.ts';
import { type LockFacts, lockRefusal, unlockRefusal } from './rules.ts';
import type { MailUser, MailUserRefusal } from './schemas.ts';

/**
 * MAIL-5: from now on the member can change nothing of their mailbox but its password.
 * @throws Problem `not_found`, `outranked` (MEM-13), `mailbox_missing`, `lock_private`, `lock_own`.
 */
export async function lockMailbox(
  services: Services,
  { actor }: Authorized<'mailbox.lock'>,
  memberId: string,
): Promise<MailUser> {
  await withTransaction(services, (tx) => setLock(tx, actor, memberId, { locks: true, refusal: lockRefusal }));
  return await showMailUser(services, actor, memberId);
}

/** @throws Problem `not_found`, `outranked` (MEM-13), `mailbox_missing`, `lock_own`. */
export async function unlockMailbox(
  services: Services,
  { actor }: Authorized<'mailbox.unlock'>,
  memberId: string,
): Promise<MailUser> {
  await withTransaction(services, (tx) => setLock(tx, actor, memberId, { locks: false, refusal: unlockRefusal }));
  return await showMailUser(services, actor, memberId);
}

interface Change {
  locks: boolean;
  refusal(facts: LockFacts): MailUserRefusal | null;
}

async function setLock(tx: Tx, actor: MemberActor, memberId: string, { locks, refusal }: Change): Promise<void> {
  const organizationId = actor.organization.id;
  const member = await findNamed(tx, organizationId, memberId);
  const { loginId } = member;
  const outranks = (await outrankingAmong(tx, actor, [member])).has(memberId);
  const mailbox = await findMailbox(tx, organizationId, memberId);
  const isOwn = memberId === actor.member.id;
  const code = refusal({ mailbox, isOwn, outranks, managers: await countManagers(tx, organizationId) });
  if (code) throw new RefusedMember(code, { id: memberId });
  if (!mailbox || (mailbox.lockedAt !== null) === locks) return;
  await mailboxModel(tx.db).updateOne(
    { _id: mailbox._id, organizationId },
    { $set: { lockedAt: locks ? tx.clock.now() : null } },
    { session: tx.transaction },
  );
  await audit.record(tx, {
    actor,
    organizationId,
    action: locks ? 'mailbox.lock' : 'mailbox.unlock',
    target: { kind: 'member', id: memberId, label: loginId },
  });
}
