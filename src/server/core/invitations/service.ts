import { join } from '../../platform/join.ts';
import type { PersonRef } from '../../platform/page-schemas.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import * as profiles from '../profiles/service.ts';
import * as roles from '../roles/service.ts';
import { subscriptionModel } from '../seats/model.ts';
import { type InvitationRow, invitationModel } from './model.ts';
import { type Invitee, isInvited, type SignedIn } from './rules.ts';

/** An open invitation as the invited person sees it. */
export interface OpenInvitation {
  id: string;
  invitedBy: PersonRef;
  expiresAt: Date;
  profile: string;
  role: string;
}

/** A person of an organization's tenant, or one known by login ID alone. */
interface Person extends SignedIn {
  organizationId: string;
}

/**
 * The open invitation of a person: one that they can accept or, to be shown only, one to a login ID that they no longer
 * have (INV-5). Null when there is none.
 */
export async function findPending(services: Services, person: Person): Promise<OpenInvitation | null> {
  const row = await findOpen(services, person);
  if (!row) return null;
  const { organizationId } = person;
  const [profile, role] = await Promise.all([
    profiles.find(services, organizationId, row.profileId),
    roles.find(services, organizationId, row.roleId),
  ]);
  return {
    id: row._id,
    invitedBy: { fullName: row.invitedBy.fullName, loginId: row.invitedBy.loginId },
    expiresAt: row.expiresAt,
    profile: profile?.name ?? '',
    role: role?.name ?? '',
  };
}

/** The same as a row, for accepting it. */
export async function findOpen(services: Services, person: Person): Promise<InvitationRow | null> {
  const { organizationId, loginId, identity } = person;
  const who = [{ loginId }, ...(identity ? [{ tenantId: identity.tenantId, objectId: identity.objectId }] : [])];
  const rows = await invitationModel(services.db)
    .find({ organizationId, $or: who, ...open(services) })
    .session(services.transaction)
    .lean();
  return rows.find((row) => isInvited(row, person)) ?? rows[0] ?? null;
}

/** Whether the person has an invitation that they can accept. */
export async function isInvitedNow(services: Services, person: Person): Promise<boolean> {
  const row = await findOpen(services, person);
  return row !== null && isInvited(row, person);
}

/** The pending invitations under a name of these people, also of whoever had the name before. */
export function pendingOf(people: readonly Invitee[]) {
  const loginIds = people.map(({ loginId }) => loginId);
  const objectIds = people.flatMap(({ objectId }) => objectId ?? []);
  const theirs = [{ loginId: { $in: loginIds } }, { objectId: { $in: objectIds } }];
  return { status: 'pending', $or: theirs } as const;
}

/** The ids of all invitations that a person ever had, by login ID or object ID. */
export async function idsOf(
  { db }: Services,
  organizationId: string,
  { loginId, objectId }: { loginId: string; objectId: string | null },
): Promise<string[]> {
  const rows = await invitationModel(db)
    .find({ $or: [{ organizationId, loginId }, ...(objectId === null ? [] : [{ organizationId, objectId }])] })
    .select('_id')
    .lean();
  return rows.map(({ _id }) => _id);
}

export async function countPending(services: Services, organizationId: string): Promise<number> {
  return await invitationModel(services.db).countDocuments({ organizationId, ...open(services) });
}

/** How many seats are left once everybody invited has joined; fewer than none where more are invited (INV-10). */
export async function seatsAfterPending(services: Services, organizationId: string): Promise<number> {
  const { db, transaction } = services;
  const [row] = await subscriptionModel(db)
    .aggregate<{ free: number; pending: { count: number }[] }>([
      { $match: { organizationId } },
      join(invitationModel(db), 'pending', 'organizationId', 'organizationId', [
        { $match: open(services) },
        { $group: { _id: 1, count: { $sum: 1 } } },
      ]),
    ])
    .session(transaction);
  if (!row) throw new Problem('not_found');
  return row.free - (row.pending[0]?.count ?? 0);
}

function open({ clock }: Services) {
  return { status: 'pending', expiresAt: { $gt: clock.now() } } as const;
}

/** The organizations that have ever invited a login ID. */
export async function organizationsOf({ db, transaction }: Services, loginId: string): Promise<string[]> {
  const rows = await invitationModel(db).find({ loginId }).select('organizationId').session(transaction).lean();
  return rows.map(({ organizationId }) => organizationId);
}

/** An invitation as the audit trail names it. */
export function targetOf({ _id, loginId }: InvitationRow) {
  return { kind: 'invitation', id: _id, label: loginId };
}
