import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import { invitationModel } from './model.ts';

/** Names one of the mails of an invitation: its first, or one that was sent again. */
export interface Sending {
  invitationId: string;
  sending: number;
}

/** Under which the outbox knows the mail. */
export function mailKey({ invitationId, sending }: Sending): string {
  return `invitation:${invitationId}:${sending}`;
}

/**
 * Makes the secret of an invitation's link at the moment its mail goes out, so that it is kept nowhere but in that
 * mail; only its hash stays. A mail that has to be tried again gets another secret, and both work.
 * @returns null when there is nothing to send any more: answered, revoked, expired, or sent again since.
 */
export async function issueLink(services: Services, { invitationId, sending }: Sending): Promise<string | null> {
  const token = randomToken();
  const { matchedCount } = await invitationModel(services.db).updateOne(
    { _id: invitationId, status: 'pending', sending, expiresAt: { $gt: services.clock.now() } },
    { $push: { links: { hash: hashToken(token), sending } } },
  );
  return matchedCount === 1 ? `${services.publicUrl}/invitations/${token}` : null;
}
