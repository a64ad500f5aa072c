import type { Actor } from '../../platform/actor.ts';
import { maskLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import * as organizations from '../organizations/service.ts';
import { type InvitationRow, invitationModel } from './model.ts';
import { isInvited, linkRefusal } from './rules.ts';
import type { InvitationLink } from './schemas.ts';
import { TERMS_VERSION } from './terms.ts';

/**
 * The invitation that a link leads to.
 * @throws Problem `not_found`, `link_used`, `link_revoked`, `link_replaced`, `link_expired` (INV-8).
 */
export async function findByLink(services: Services, token: string): Promise<InvitationRow> {
  const hash = hashToken(token);
  const row = await invitationModel(services.db).findOne({ 'links.hash': hash }).lean();
  const link = row?.links.find((each) => each.hash === hash);
  if (!row || !link) throw new Problem('not_found');
  const refusal = linkRefusal(row, link.sending === row.sending, services.clock.now());
  if (!refusal) return row;
  const organization = await organizations.find(services, row.organizationId.toHexString());
  throw new Problem(refusal, {
    details: { organizationName: organization?.name ?? null, invitedBy: row.invitedBy.fullName },
    audit: { organizationId: row.organizationId.toHexString(), target: targetOf(row) },
  });
}

/** What a link says to whoever opens it. It changes nothing, so that mail scanners may follow it. */
export async function showLink(services: Services, actor: Actor | null, token: string): Promise<InvitationLink> {
  const row = await findByLink(services, token);
  const organization = await organizations.find(services, row.organizationId.toHexString());
  if (!organization) throw new Problem('not_found');
  const matches = actor !== null && isInvited(row, { loginId: actor.account.loginId, identity: actor.identity });
  return {
    organizationName: organization.name,
    invitedBy: row.invitedBy.fullName,
    expiresAt: row.expiresAt.toISOString(),
    kind: row.kind,
    loginId: actor ? row.loginId : maskLoginId(row.loginId),
    signedInAs: actor?.account.loginId ?? null,
    matches,
    termsVersion: TERMS_VERSION,
  };
}

/** An invitation as the audit trail names it. */
export function targetOf({ _id, loginId }: InvitationRow) {
  return { kind: 'invitation', id: _id.toHexString(), label: loginId };
}
