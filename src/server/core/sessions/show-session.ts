import { MicrosoftError } from '../../../graph/errors.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Services } from '../../platform/services.ts';
import * as invitations from '../invitations/service.ts';
import { TERMS_VERSION } from '../invitations/terms.ts';
import * as joinRequests from '../join-requests/service.ts';
import * as members from '../members/service.ts';
import { standingOf } from './rules.ts';
import type { Session } from './schemas.ts';

/** Those who can let somebody in, as shown to people who are not in yet. */
const MANAGERS_SHOWN = 5;

/** Who the actor is, what they are to the organization of their tenant, and what they may do. */
export async function showSession(services: Services, actor: Actor): Promise<Session> {
  const { account, organization, member } = actor;
  const isIn = member?.status === 'active';
  const [invitation, joinRequest, managers, tenantName] = await Promise.all([
    isIn ? null : findInvitation(services, actor),
    organization && !isIn ? joinRequests.findLatest(services, organization.id, account.id) : null,
    organization && !isIn ? members.approvers(services, organization.id, MANAGERS_SHOWN) : [],
    organization ? null : findTenantName(services, actor),
  ]);
  return {
    account: {
      id: account.id,
      loginId: account.loginId,
      fullName: account.fullName,
      language: account.language,
      isGuest: account.isGuest,
      dateFormat: actor.dateFormat,
    },
    standing: standingOf({
      hasOrganization: organization !== null,
      member: member?.status ?? null,
      isInvited: invitation !== null,
      latestRequest: joinRequest?.status ?? null,
    }),
    organization: organization && {
      id: organization.id,
      name: organization.name,
      managers: managers.map(({ fullName, loginId }) => ({ fullName, loginId })),
    },
    member: isIn ? showPlace(actor) : null,
    invitation: invitation && { ...invitation, expiresAt: invitation.expiresAt.toISOString() },
    joinRequest: joinRequest && {
      id: joinRequest.id,
      status: joinRequest.status,
      message: joinRequest.message,
      createdAt: joinRequest.createdAt.toISOString(),
      remindedAt: joinRequest.remindedAt?.toISOString() ?? null,
      reason: joinRequest.reason,
      mayAskAgainAt: joinRequest.mayAskAgainAt?.toISOString() ?? null,
    },
    tenantName,
    termsVersion: TERMS_VERSION,
    permissions: [...actor.permissions],
    extensions: [...actor.extensions],
    sandbox: services.config.MICROSOFT_ORIGIN !== undefined,
  };
}

function showPlace({ organization, member, profile, role }: Actor): Session['member'] {
  if (!organization || !member) return null;
  return {
    id: member.id,
    profile: { id: member.profileId, name: profile?.name ?? '' },
    role: { id: member.roleId, name: role?.name ?? '' },
  };
}

async function findInvitation(services: Services, { account, identity, organization }: Actor) {
  if (!organization) return null;
  return await invitations.findPending(services, {
    organizationId: organization.id,
    loginId: account.loginId,
    identity,
  });
}

/** Only a proposal for the name of a new organization, so its absence stops nobody. */
async function findTenantName({ microsoft, log }: Services, { identity }: Actor): Promise<string | null> {
  if (!identity) return null;
  try {
    return (await microsoft.organization(identity.tenantId)).displayName;
  } catch (error) {
    if (!(error instanceof MicrosoftError)) throw error;
    log.warn({ err: error }, 'the name of a tenant could not be read');
    return null;
  }
}
