import type { Recipient } from '../../core/members/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Tx } from '../../platform/services.ts';
import type { deactivatedEmail, reactivatedEmail } from './emails.tsx';

/** Tells members what the actor has just done, each in their language. */
export async function mailMembers(
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
