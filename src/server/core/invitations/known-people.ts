import { join } from '../../platform/join.ts';
import type { Services } from '../../platform/services.ts';
import { type JoinRequestRow, joinRequestModel } from '../join-requests/model.ts';
import { type MemberRow, memberModel } from '../members/model.ts';
import * as members from '../members/service.ts';
import { organizationModel } from '../organizations/model.ts';
import { type InvitationRow, invitationModel } from './model.ts';
import { type Invitee, isSamePerson } from './rules.ts';
import { pendingOf } from './service.ts';

/** An invitation and its invitee. */
interface PendingInvitation extends Invitee {
  id: string;
}

/** What an organization has of a person already. */
export interface KnownAs {
  member: members.MemberRef['status'] | null;
  /** Their membership, active or not. */
  place: members.MemberRef | null;
  /** Their open invitation. */
  invitationId: string | null;
  /** Another person's open invitation to a login ID that is this person's now. It can't be accepted any more. */
  inTheWay: PendingInvitation | null;
  /** Invitations by one of their names that are past their date and not yet marked as expired (INV-8). */
  overdue: string[];
  /** Whether a request of theirs to join is pending. */
  hasAsked: boolean;
}

interface Found {
  members: MemberRow[];
  invitations: Pick<InvitationRow, '_id' | 'objectId' | 'loginId' | 'expiresAt'>[];
  requests: Pick<JoinRequestRow, 'objectId'>[];
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
  const loginIds = people.map(({ loginId }) => loginId);
  const [found, byLoginId] = await Promise.all([
    findByOrganization(services, organizationId, people),
    members.amongLoginIds(services, organizationId, loginIds),
  ]);
  const now = services.clock.now();
  const isOpen = ({ expiresAt }: { expiresAt: Date }) => expiresAt > now;
  const pending = found.invitations
    .filter(isOpen)
    .map(({ _id, objectId, loginId }): PendingInvitation => ({ id: _id, objectId, loginId }));
  const late = found.invitations.filter((row) => !isOpen(row));
  const asking = new Set(found.requests.map(({ objectId }) => objectId));
  const memberOf = new Map(found.members.map((row) => [row.objectId, members.toRef(row)]));
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
      overdue: late
        .filter((row) => row.loginId === loginId || (objectId !== null && row.objectId === objectId))
        .map(({ _id }) => _id),
      hasAsked: objectId !== null && asking.has(objectId),
    };
  };
}

/** What the organization has under their object IDs, and the invitations to their login IDs, in one query. */
async function findByOrganization(
  { db, transaction }: Services,
  organizationId: string,
  people: readonly Invitee[],
): Promise<Found> {
  const byObjectId = { objectId: { $in: people.flatMap(({ objectId }) => objectId ?? []) } };
  const [found] = await organizationModel(db)
    .aggregate<Found>([
      { $match: { _id: organizationId } },
      join(memberModel(db), 'members', '_id', 'organizationId', [{ $match: byObjectId }]),
      join(invitationModel(db), 'invitations', '_id', 'organizationId', [
        { $match: pendingOf(people) },
        { $project: { objectId: 1, loginId: 1, expiresAt: 1 } },
      ]),
      join(joinRequestModel(db), 'requests', '_id', 'organizationId', [
        { $match: { status: 'pending', ...byObjectId } },
        { $project: { objectId: 1 } },
      ]),
    ])
    .session(transaction);
  return found ?? { members: [], invitations: [], requests: [] };
}
