import * as audit from '../../core/audit/service.ts';
import * as invitations from '../../core/invitations/service.ts';
import * as joinRequests from '../../core/join-requests/service.ts';
import { isOnlyLeader } from '../../core/members/leaders.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as records from '../../core/records/service.ts';
import { countOpen } from '../../core/sessions/activity.ts';
import type { Actor, MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { findSuccessor } from './close-account.ts';
import { isFresh } from './rules.ts';
import type { AccountClosing, OrganizationClosing } from './schemas.ts';

/** ORG-3: what is lost if the organization is closed now. */
export async function showOrganizationClosing(
  services: Services,
  { actor }: Authorized<'organization.close', MemberActor>,
): Promise<OrganizationClosing> {
  const { id, name } = actor.organization;
  const [memberCount, invited, asked, recordCount, entries] = await Promise.all([
    members.count(services, id),
    invitations.countPending(services, id),
    joinRequests.countPending(services, id),
    records.countAll(services, id),
    audit.count(services, id),
  ]);
  return {
    name,
    members: memberCount,
    invitations: invited,
    joinRequests: asked,
    records: recordCount,
    auditEntries: entries,
    ...freshnessOf(services, actor),
  };
}

/** ACC-8: what happens in each organization that the person is a member of. */
export async function showAccountClosing(
  services: Services,
  { actor }: Authorized<'account.close', Actor>,
): Promise<AccountClosing> {
  const { account } = actor;
  const places = await members.placesOf(services, account.id);
  return {
    loginId: account.loginId,
    places: await Promise.all(places.map((place) => showPlace(services, place))),
    sessions: await countOpen(services, [account.id]),
    ...freshnessOf(services, actor),
  };
}

function freshnessOf({ clock }: Services, actor: Actor): Pick<AccountClosing, 'mustSignInAgain' | 'signedInWith'> {
  return {
    mustSignInAgain: !isFresh(actor, clock.now()),
    signedInWith: actor.identity === null ? 'password' : 'microsoft',
  };
}

async function showPlace(
  services: Services,
  { id, organizationId, accountId, status }: members.Place,
): Promise<AccountClosing['places'][number]> {
  const [organization, isOnly, counts, successor] = await Promise.all([
    organizations.find(services, organizationId),
    status === 'active' && isOnlyLeader(services, organizationId, id),
    records.recordCounts(services, organizationId, [id]),
    findSuccessor(services, organizationId, accountId),
  ]);
  return {
    organization: organization?.name ?? '',
    isOnlyAdministrator: isOnly,
    records: Object.values(counts.get(id) ?? {}).reduce((sum, count) => sum + count, 0),
    heir: isOnly ? null : (successor?.fullName ?? null),
  };
}
