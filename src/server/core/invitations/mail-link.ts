import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import { invitationModel } from './model.ts';

/** Names one of the mails of an invitation: its first, or one that was sent again. */
export interface Sending {
  invitationId: string;
  sending: number;
}

/** The mail's key in the outbox. */
export function mailKey({ invitationId, sending }: Sending): string {
  return `invitation:${invitationId}:${sending}`;
}

/**
 * Makes the secret of an invitation's link when its mail is sent, so that only the mail has it; the database keeps its
 * hash. A mail that is tried again gets another secret, and both work.
 * @returns null when the mail is obsolete: answered, revoked, expired, or sent again since.
 */
export async function issueLink(services: Services, { invitationId, sending }: Sending): Promise<string | null> {
  const token = randomToken();
  const { matchedCount } = await invitationModel(services.db).updateOne(
    { _id: invitationId, status: 'pending', sending, expiresAt: { $gt: services.clock.now() } },
    { $push: { links: { hash: hashToken(token), sending } } },
  );
  return matchedCount === 1 ? `${services.publicUrl}/invitations/${token}` : null;
}
