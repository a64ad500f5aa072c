import * as audit from '../../core/audit/service.ts';
import { type KnownAs, knownPeople } from '../../core/invitations/known-people.ts';
import { mailKey } from '../../core/invitations/mail-link.ts';
import { type InvitationRow, invitationModel } from '../../core/invitations/model.ts';
import { expiryOf } from '../../core/invitations/rules.ts';
import { supersedeInvitations } from '../../core/invitations/supersede-invitations.ts';
import { outrankingAmong } from '../../core/members/outranked.ts';
import * as outbox from '../../core/outbox/service.ts';
import { newId } from '../../platform/ids.ts';
import { fold, words } from '../../platform/search-text.ts';
import type { Tx } from '../../platform/services.ts';
import type { Candidate } from './candidates.ts';
import { invitationEmail } from './emails.tsx';
import { expire } from './expire-invitations.ts';
import type { InvitationOffer } from './invite-people.ts';
import type { InviteResponse } from './schemas.ts';

type Result = InviteResponse['results'][number];
type Invitee = NonNullable<Candidate['person']>;

/** Invites some people in one transaction: invitations, audit entries and mails become true together. */
export async function inviteBatch(tx: Tx, offer: InvitationOffer, candidates: Candidate[]): Promise<Result[]> {
  const organizationId = offer.organization.id;
  const people = candidates.flatMap(({ person }) => person ?? []);
  await makeRoom(tx, organizationId, people);
  const known = await knownPeople(tx, organizationId, people);
  const places = people.flatMap((person) => known(person).place ?? []);
  const outranking = await outrankingAmong(tx, offer.actor, places);
  const stale = people.flatMap((person) =>
    refusalOf(person, known(person), outranking) ? [] : (known(person).inTheWay ?? []),
  );
  await supersedeInvitations(tx, offer.actor, stale);
  const rows: InvitationRow[] = [];
  const results = candidates.map(({ key, person }): Result => {
    if (!person) return { key, outcome: 'directory_user_unavailable', invitationId: null };
    const { invitationId, ...as } = known(person);
    const isStale = stale.some(({ id }) => id === invitationId);
    const refusal = refusalOf(person, { ...as, invitationId: isStale ? null : invitationId }, outranking);
    if (refusal) return { key, ...refusal };
    const row = toRow(tx, offer, person);
    rows.push(row);
    return { key, outcome: 'invited', invitationId: row._id };
  });
  if (rows.length > 0) await save(tx, offer, rows);
  return results;
}

/** Invitations whose date has passed make room before the job writes it down (INV-8). */
async function makeRoom(tx: Tx, organizationId: string, people: readonly Invitee[]): Promise<void> {
  const objectIds = people.flatMap(({ objectId }) => objectId ?? []);
  const loginIds = people.map(({ loginId }) => loginId);
  const theirs = { organizationId, $or: [{ loginId: { $in: loginIds } }, { objectId: { $in: objectIds } }] };
  await expire(tx, theirs, 2 * people.length);
}

/** What stands in the way of inviting a person, as their standing in the directory's list says; null when nothing does. */
function refusalOf(
  { isEnabled }: Invitee,
  { member, place, invitationId }: KnownAs,
  outranking: ReadonlySet<string>,
): Omit<Result, 'key'> | null {
  if (member === 'active') return { outcome: 'already_member', invitationId: null };
  // Accepting would reactivate the member with the profile and role of the invitation (MEM-13).
  if (place && outranking.has(place.id)) return { outcome: 'outranked', invitationId: null };
  if (invitationId) return { outcome: 'already_invited', invitationId };
  return isEnabled ? null : { outcome: 'directory_user_unavailable', invitationId: null };
}

function toRow(
  tx: Tx,
  { actor, organization, profileId, roleId }: InvitationOffer,
  { isEnabled: _is, ...person }: Invitee,
): InvitationRow {
  const now = tx.clock.now();
  const { id: accountId, fullName, loginId } = actor.account;
  return {
    _id: newId(),
    organizationId: organization.id,
    kind: person.objectId === null ? 'email' : 'microsoft',
    ...person,
    nameKey: fold(person.fullName),
    words: words(person.fullName, person.loginId),
    tenantId: person.objectId === null ? null : organization.tenantId,
    profileId,
    roleId,
    invitedBy: { accountId, fullName, loginId },
    status: 'pending',
    createdAt: now,
    expiresAt: expiryOf(now, tx.config.INVITATION_DAYS),
    sending: 1,
    resentAt: [],
    links: [],
    otherAccountAt: null,
    accepted: null,
  };
}

async function save(tx: Tx, { actor, organization }: InvitationOffer, rows: InvitationRow[]): Promise<void> {
  await invitationModel(tx.db).insertMany(rows, { session: tx.session });
  await audit.recordAll(
    tx,
    rows.map(({ _id, kind, loginId, profileId, roleId }) => ({
      actor,
      organizationId: organization.id,
      action: 'invitation.create',
      target: { kind: 'invitation', id: _id, label: loginId },
      details: { kind, profileId, roleId },
    })),
  );
  await outbox.enqueueAll(
    tx,
    rows.map((row) => mailOf(row)),
  );
}

/** The mail of an invitation as it stands; its link is made when it goes out. */
export function mailOf({ _id, organizationId, sending, mailTo, fullName, language }: InvitationRow) {
  const data = { invitationId: _id, sending };
  return {
    email: invitationEmail,
    data,
    to: { address: mailTo, name: fullName },
    language,
    dedupeKey: mailKey(data),
    organizationId,
  };
}
