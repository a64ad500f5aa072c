import { join } from '../../platform/join.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { type InvitationRow, invitationModel } from '../invitations/model.ts';
import type { Invitee } from '../invitations/rules.ts';
import { pendingOf } from '../invitations/service.ts';
import { type OrganizationRow, organizationModel } from '../organizations/model.ts';
import { type OrganizationRef, toRef } from '../organizations/service.ts';
import { type ProfileRow, profileModel } from '../profiles/model.ts';
import type { Profile } from '../profiles/schemas.ts';
import { sorted as sortedProfiles } from '../profiles/service.ts';
import { type RoleRow, roleModel } from '../roles/model.ts';
import { type Hierarchy, toHierarchy } from '../roles/service.ts';
import { type SubscriptionRow, subscriptionModel } from '../seats/model.ts';
import { type Seats, toSeats } from '../seats/service.ts';

/** An organization and what its members are sorted into. */
export interface Structure {
  organization: OrganizationRef;
  /** The built-in ones first, then by name. */
  profiles: Profile[];
  hierarchy: Hierarchy;
  seats: Seats;
  /** The pending invitations under a name of the people who were asked for, whoever they are to. */
  invitations: InvitationRow[];
}

interface Row extends OrganizationRow {
  invitations?: InvitationRow[];
  profiles: ProfileRow[];
  roles: RoleRow[];
  subscription: SubscriptionRow[];
}

/**
 * All of it by one command.
 * @param people whose invitations are read too.
 * @throws Problem `not_found` when the organization was closed.
 */
export async function readStructure(
  { db, transaction }: Services,
  organizationId: string,
  people: readonly Invitee[] = [],
): Promise<Structure> {
  const [row] = await organizationModel(db)
    .aggregate<Row>([
      { $match: { _id: organizationId } },
      join(profileModel(db), 'profiles', '_id', 'organizationId'),
      join(roleModel(db), 'roles', '_id', 'organizationId'),
      join(subscriptionModel(db), 'subscription', '_id', 'organizationId'),
      ...(people.length > 0
        ? [join(invitationModel(db), 'invitations', '_id', 'organizationId', [{ $match: pendingOf(people) }])]
        : []),
    ])
    .session(transaction);
  const [subscription] = row?.subscription ?? [];
  if (!row || !subscription) throw new Problem('not_found');
  return {
    organization: toRef(row),
    profiles: sortedProfiles(row.profiles),
    hierarchy: toHierarchy(row.roles),
    seats: toSeats(subscription),
    invitations: row.invitations ?? [],
  };
}
