import type { Recipient } from '../../core/members/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Tx } from '../../platform/services.ts';
import { deactivatedEmail, reactivatedEmail } from './emails.tsx';

/** MEM-1: to each member who was deactivated. */
export async function mailDeactivated(tx: Tx, actor: MemberActor, people: readonly Recipient[]): Promise<void> {
  await mailEach(tx, actor, people, deactivatedEmail);
}

/** MEM-7: to each member who was reactivated. */
export async function mailReactivated(tx: Tx, actor: MemberActor, people: readonly Recipient[]): Promise<void> {
  await mailEach(tx, actor, people, reactivatedEmail);
}

async function mailEach(
  tx: Tx,
  { account, organization }: MemberActor,
  people: readonly Recipient[],
  email: typeof deactivatedEmail | typeof reactivatedEmail,
): Promise<void> {
  const at = tx.clock.now().toISOString();
  await outbox.enqueueAll(
    tx,
    people.map(({ id, fullName, mailTo, language }) => ({
      email,
      data: { organization: organization.name, fullName, by: account.fullName },
      to: { address: mailTo, name: fullName },
      language,
      dedupeKey: `${email.kind}:${id}:${at}`,
      organizationId: organization.id,
    })),
  );
}
