import * as accounts from '../../core/accounts/service.ts';
import { type InvitationRow, invitationModel } from '../../core/invitations/model.ts';
import { isInvited, linkRefusal } from '../../core/invitations/rules.ts';
import { TERMS_VERSION } from '../../core/invitations/terms.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as passwords from '../../core/passwords/service.ts';
import type { Actor } from '../../platform/actor.ts';
import { maskLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import type { InvitationLink } from './schemas.ts';

/** An invitation, found by one of the links that were mailed for it. */
interface OpenedLink {
  row: InvitationRow;
  /** Whether it is the link of the last mail. */
  isNewest: boolean;
}

/** @throws Problem `not_found`. */
export async function findByLink(services: Services, token: string): Promise<OpenedLink> {
  const hash = hashToken(token);
  const row = await invitationModel(services.db).findOne({ 'links.hash': hash }).lean();
  const link = row?.links.find((each) => each.hash === hash);
  if (!row || !link) throw new Problem('not_found');
  return { row, isNewest: link.sending === row.sending };
}

/** @throws Problem `link_used`, `link_revoked`, `link_replaced`, `link_expired` (INV-8), with who invited and to what. */
export async function refuseDeadLink(services: Services, { row, isNewest }: OpenedLink): Promise<void> {
  const refusal = linkRefusal(row, isNewest, services.clock.now());
  if (!refusal) return;
  const organization = await organizations.find(services, row.organizationId);
  throw new Problem(refusal, {
    details: { organizationName: organization?.name ?? null, invitedBy: row.invitedBy.fullName },
  });
}

/** What the page of a link shows. It changes nothing, so that mail scanners may follow links. */
export async function showLink(services: Services, actor: Actor | null, token: string): Promise<InvitationLink> {
  const link = await findByLink(services, token);
  await refuseDeadLink(services, link);
  const { row } = link;
  const organization = await organizations.find(services, row.organizationId);
  if (!organization) throw new Problem('not_found');
  const matches = actor !== null && isInvited(row, { loginId: actor.account.loginId, identity: actor.identity });
  return {
    organizationName: organization.name,
    invitedBy: row.invitedBy.fullName,
    expiresAt: row.expiresAt.toISOString(),
    kind: row.kind,
    fullName: row.fullName,
    loginId: actor ? row.loginId : maskLoginId(row.loginId),
    signedInAs: actor?.account.loginId ?? null,
    matches,
    joinsWith: await joinsWith(services, row),
    termsVersion: TERMS_VERSION,
  };
}

/** How the invited person signs in. Only the holder of the link is told. */
export async function joinsWith(services: Services, row: InvitationRow): Promise<InvitationLink['joinsWith']> {
  if (row.kind === 'microsoft') return 'microsoft';
  const account = await accounts.findByLoginId(services, row.loginId);
  if (!account) return 'new-password';
  if (await passwords.find(services, account.id)) return 'password';
  return account.identities.length > 0 ? 'microsoft' : 'new-password';
}
