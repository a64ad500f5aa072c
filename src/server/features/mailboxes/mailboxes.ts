import type { Services } from '../../platform/services.ts';
import { type MailboxRow, mailboxModel } from './model.ts';

/** Null when the member has set up none. */
export async function findMailbox(
  services: Services,
  organizationId: string,
  memberId: string,
): Promise<MailboxRow | null> {
  const [row] = await findMailboxes(services, organizationId, [memberId]);
  return row ?? null;
}

export async function findMailboxes(
  services: Services,
  organizationId: string,
  memberIds: readonly string[],
): Promise<MailboxRow[]> {
  return await mailboxModel(services.db)
    .find({ organizationId, memberId: { $in: memberIds } })
    .session(services.transaction)
    .lean<MailboxRow[]>();
}

/** The members who have set up a mailbox, active or not. */
export async function ownersOfMailboxes(services: Services, organizationId: string): Promise<string[]> {
  const rows = await mailboxModel(services.db).find({ organizationId }).select('memberId').lean();
  return rows.map(({ memberId }) => memberId);
}
