import { invitationModel } from '../../core/invitations/model.ts';
import * as organizations from '../../core/organizations/service.ts';
import type { Services } from '../../platform/services.ts';

/** What the mail of an invitation says. */
export interface InvitationMail {
  kind: 'microsoft' | 'email';
  fullName: string;
  loginId: string;
  organization: string;
  timeZone: string;
  invitedBy: string;
  inviterLoginId: string;
  expiresAt: Date;
}

/** Null when there is no such invitation any more. */
export async function findForMail(services: Services, invitationId: string): Promise<InvitationMail | null> {
  const row = await invitationModel(services.db).findById(invitationId).lean();
  const organization = row && (await organizations.find(services, row.organizationId));
  if (!organization) return null;
  return {
    kind: row.kind,
    fullName: row.fullName,
    loginId: row.loginId,
    organization: organization.name,
    timeZone: organization.timeZone,
    invitedBy: row.invitedBy.fullName,
    inviterLoginId: row.invitedBy.loginId,
    expiresAt: row.expiresAt,
  };
}
