import type { Services } from '../../platform/services.ts';
import * as members from '../members/service.ts';
import { type Invitee, isSamePerson } from './rules.ts';
import { type PendingInvitation, pendingAmong } from './service.ts';

/** What an organization has of a person already. */
export interface KnownAs {
  member: members.MemberRef['status'] | null;
  /** Their membership, active or not. */
  place: members.MemberRef | null;
  /** Their open invitation. */
  invitationId: string | null;
  /** Another person's open invitation to a login ID that is this person's now. It can't be accepted any more. */
  inTheWay: PendingInvitation | null;
}

/**
 * What an organization has of these people; used both by the list of people to invite and by inviting, so that they agree.
 * People of the tenant are matched by object ID. The login ID counts only where one side has no object ID: it may have
 * been another person's before.
 */
export async function knownPeople(
  services: Services,
  organizationId: string,
  people: readonly Invitee[],
): Promise<(person: Invitee) => KnownAs> {
  const objectIds = people.flatMap(({ objectId }) => objectId ?? []);
  const loginIds = people.map(({ loginId }) => loginId);
  const [byObjectId, byLoginId, pending] = await Promise.all([
    members.amongPeople(services, organizationId, objectIds),
    members.amongLoginIds(services, organizationId, loginIds),
    pendingAmong(services, organizationId, { objectIds, loginIds }),
  ]);
  const memberOf = new Map(byObjectId.map((member) => [member.objectId, member]));
  const invitationOf = new Map(pending.map((invitation) => [invitation.objectId, invitation]));
  const invitationFor = new Map(pending.map((invitation) => [invitation.loginId, invitation]));
  return (person) => {
    const { objectId, loginId } = person;
    const namesake = byLoginId.get(loginId);
    const isNamesake = namesake && (objectId === null || namesake.objectId === null);
    const member = (objectId && memberOf.get(objectId)) || (isNamesake ? namesake : undefined);
    const named = invitationFor.get(loginId);
    const own = (objectId && invitationOf.get(objectId)) || (named && isSamePerson(named, person) ? named : undefined);
    return {
      member: member?.status ?? null,
      place: member ?? null,
      invitationId: own?.id ?? null,
      inTheWay: named && !isSamePerson(named, person) ? named : null,
    };
  };
}
